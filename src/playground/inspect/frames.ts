import type { AnyStateMachine } from "xstate";
import type { Json } from "../../conversation/model/record.ts";

/*
 * Stately's inspection protocol as spoken by @statelyai/inspect 0.7: one JSON object per WebSocket text
 * frame. Its own inspector loses the parent of an actor, sorts the states and truncates deep machines, so the
 * frames are made here.
 */

export type InspectFrame = ActorFrame | EventFrame | SnapshotFrame;

interface BaseFrame {
  /** The actor's id. */
  sessionId: string;
  rootId: string;
  /** Milliseconds since 1970, as text. */
  createdAt: string;
  id: string;
  _version: string;
}

export interface ActorFrame extends BaseFrame {
  type: "@xstate.actor";
  name: string;
  parentId: string | undefined;
  /** The machine's config as JSON, in the order of its file. */
  definition: string;
  snapshot: ActorSnapshot;
}

export interface EventFrame extends BaseFrame {
  type: "@xstate.event";
  event: { type: string };
  sourceId: string | undefined;
}

export interface SnapshotFrame extends BaseFrame {
  type: "@xstate.snapshot";
  event: { type: string };
  snapshot: ActorSnapshot;
}

export interface ActorSnapshot {
  status: string;
  value?: Json;
  context: Json;
  output?: Json;
}

/** A machine of a conversation at one moment. */
export interface Actor {
  /** "root", or a form's path below it: "offer". */
  path: string;
  machine: AnyStateMachine;
  snapshot: ActorSnapshot;
}

const VERSION = "0.7.2";

/** Names the frames of one session of a conversation, and numbers them. */
export function createFrames(options: { conversationId: string; sessionId: string; at: number }) {
  const { conversationId, sessionId, at } = options;
  const rootId = `${conversationId}/${sessionId}`;
  const sessionIdOf = (path: string) => (path === "" ? rootId : `${rootId}/${path}`);
  let count = 0;
  const base = (path: string): BaseFrame => ({
    sessionId: sessionIdOf(path),
    rootId,
    createdAt: `${at}`,
    id: `${sessionIdOf(path)}@${at}.${count++}`,
    _version: VERSION,
  });
  return {
    actor: ({ path, machine, snapshot }: Actor): ActorFrame => ({
      type: "@xstate.actor",
      name: machine.id,
      parentId: path === "" ? undefined : sessionIdOf(parentOf(path)),
      definition: definitionOf(machine),
      snapshot,
      ...base(path),
    }),
    event: (path: string, event: { type: string }): EventFrame => ({
      type: "@xstate.event",
      event,
      sourceId: undefined,
      ...base(path),
    }),
    snapshot: ({ path, snapshot }: Actor, event: { type: string }): SnapshotFrame => ({
      type: "@xstate.snapshot",
      event,
      snapshot,
      ...base(path),
    }),
  };
}

/** Functions are omitted, as in JSON. */
function definitionOf({ config }: AnyStateMachine): string {
  return JSON.stringify(config);
}

function parentOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}
