import type { AnyStateMachine } from "xstate";
import type { ConversationEvent } from "../../conversation/model/event.ts";
import type { ConversationRecord } from "../../conversation/model/record.ts";
import type { Turn } from "../../conversation/turn/turn.ts";
import { actorsOf, eventOf } from "./actors.ts";
import { type Actor, createFrames, type InspectFrame } from "./frames.ts";

/** A turn of a conversation, after its commit. */
export interface Committed {
  conversationId: string;
  at: number;
  before: ConversationRecord | undefined;
  event: ConversationEvent;
  turn: Turn;
}

/** What is needed of a WebSocket. */
export interface Viewer {
  /** Bytes that were sent, and have not left yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
  /** Ends it at once. */
  terminate(): void;
  once(event: "close", listener: () => void): void;
}

/** Tells Stately's inspectors of every conversation, or of one. */
export interface InspectHub {
  publish(committed: Committed): void;
  /** From the actors as they stand now, on. */
  join(viewer: Viewer, filter?: { conversation?: string | undefined }): void;
}

/** One who is further behind than this is let go, rather than that the server remembers for them. */
const MAX_BEHIND_BYTES = 4 * 1024 * 1024;
/** Conversations that a late joiner is told of, the newest. */
const MAX_KEPT = 200;

export function createInspectHub({
  machine,
  isRedacted = false,
}: {
  /** The root machine that is served now. */
  machine: () => AnyStateMachine;
  /** Tells no context, text or output. */
  isRedacted?: boolean;
}): InspectHub {
  const viewers = new Map<Viewer, string | undefined>();
  const latest = new Map<string, InspectFrame[]>();

  const tell = (viewer: Viewer, frames: InspectFrame[]) => {
    for (const frame of frames) {
      if (viewer.bufferedAmount > MAX_BEHIND_BYTES) {
        viewers.delete(viewer);
        viewer.terminate();
        return;
      }
      viewer.send(JSON.stringify(frame));
    }
  };

  return {
    publish(committed) {
      const { conversationId } = committed;
      const { news, standing } = framesOf(committed, { machine: machine(), isRedacted });
      if (standing.length > 0) {
        latest.delete(conversationId);
        latest.set(conversationId, standing);
        const [oldest] = latest.keys();
        if (latest.size > MAX_KEPT && oldest !== undefined) latest.delete(oldest);
      }
      for (const [viewer, wanted] of viewers)
        if (wanted === undefined || wanted === conversationId) tell(viewer, news);
    },
    join(viewer, { conversation } = {}) {
      viewers.set(viewer, conversation);
      viewer.once("close", () => viewers.delete(viewer));
      for (const [id, frames] of latest)
        if (conversation === undefined || conversation === id) tell(viewer, frames);
    },
  };
}

/**
 * What a turn tells: of each machine that has come, an actor; of each that was there, the event and its
 * snapshot; of each that is gone, how it ended. And what a late joiner needs of how all stands then.
 */
function framesOf(
  { conversationId, at, before, event, turn }: Committed,
  options: { machine: AnyStateMachine; isRedacted: boolean },
): { news: InspectFrame[]; standing: InspectFrame[] } {
  if (turn.kind !== "taken") return { news: [], standing: [] };
  const { record } = turn;
  const frames = createFrames({ conversationId, sessionId: record.session_id, at });
  const isSame = before?.session_id === record.session_id;
  const old = isSame ? actorsOf(before, options).filter(isActive) : [];
  const all = actorsOf(record, options);
  const actors = all.filter(isActive);
  const happened = eventOf(event, options.isRedacted);

  const find = (list: Actor[], { path }: Actor) => list.find((one) => one.path === path);
  const known = actors.filter((actor) => find(old, actor));
  const come = actors.filter((actor) => !find(old, actor));
  const gone = old
    .filter((actor) => !find(actors, actor))
    .map((actor) => find(all, actor) ?? stopped(actor));
  const news = [
    ...(isSame ? [frames.event("", happened)] : []),
    ...gone.map((actor) => frames.snapshot(actor, happened)),
    ...come.map(frames.actor),
    ...known.map((actor) => frames.snapshot(actor, happened)),
  ];
  const standing = actors.flatMap((actor) => [
    frames.actor(actor),
    frames.snapshot(actor, happened),
  ]);
  return { news, standing };
}

function isActive({ snapshot }: Actor): boolean {
  return snapshot.status === "active";
}

/** Left before its end. */
function stopped(actor: Actor): Actor {
  return { ...actor, snapshot: { ...actor.snapshot, status: "stopped" } };
}
