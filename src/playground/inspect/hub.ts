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

/** The part of WebSocket that is used. */
export interface Viewer {
  /** Bytes that were sent but have not left yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
  /** Closes it at once. */
  terminate(): void;
  once(event: "close", listener: () => void): void;
}

/** Sends frames of every conversation, or of one, to Stately's inspectors. */
export interface InspectHub {
  publish(committed: Committed): void;
  /** From the current actors on. */
  join(viewer: Viewer, filter?: { conversation?: string | undefined }): void;
}

/** An inspector with a longer backlog is disconnected, to bound the server's memory. */
const MAX_BEHIND_BYTES = 4 * 1024 * 1024;
/** How many conversations a new inspector receives, newest first. */
const MAX_KEPT = 200;

export function createInspectHub({
  machine,
  isRedacted = false,
}: {
  /** The root machine that is served now. */
  machine: () => AnyStateMachine;
  /** Omits every context, text and output. */
  isRedacted?: boolean;
}): InspectHub {
  const viewers = new Map<Viewer, string | undefined>();
  const latest = new Map<string, InspectFrame[]>();

  const sendTo = (viewer: Viewer, frames: InspectFrame[]) => {
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
      const { news, current } = framesOf(committed, { machine: machine(), isRedacted });
      if (current.length > 0) {
        latest.delete(conversationId);
        latest.set(conversationId, current);
        const [oldest] = latest.keys();
        if (latest.size > MAX_KEPT && oldest !== undefined) latest.delete(oldest);
      }
      for (const [viewer, wanted] of viewers)
        if (wanted === undefined || wanted === conversationId) sendTo(viewer, news);
    },
    join(viewer, { conversation } = {}) {
      viewers.set(viewer, conversation);
      viewer.once("close", () => viewers.delete(viewer));
      for (const [id, frames] of latest)
        if (conversation === undefined || conversation === id) sendTo(viewer, frames);
    },
  };
}

/**
 * The frames of a turn: each new machine as an actor; for each existing one the event and its snapshot; for
 * each removed one how it ended. Also the state that an inspector needs which connects later.
 */
function framesOf(
  { conversationId, at, before, event, turn }: Committed,
  options: { machine: AnyStateMachine; isRedacted: boolean },
): { news: InspectFrame[]; current: InspectFrame[] } {
  if (turn.kind !== "taken") return { news: [], current: [] };
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
  const current = actors.flatMap((actor) => [
    frames.actor(actor),
    frames.snapshot(actor, happened),
  ]);
  return { news, current };
}

function isActive({ snapshot }: Actor): boolean {
  return snapshot.status === "active";
}

/** It was stopped before its final state. */
function stopped(actor: Actor): Actor {
  return { ...actor, snapshot: { ...actor.snapshot, status: "stopped" } };
}
