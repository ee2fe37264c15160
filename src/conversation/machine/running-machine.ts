import type { AnyEventObject } from "xstate";
import type { Path } from "./actor-tree.ts";
import type { ActionName, TagName } from "./machine-contract.ts";

/** What a machine wants done, in its own order. */
export type RequestedAction =
  | { kind: "action"; type: ActionName; params: unknown }
  /** An action that is a wording: its name is the copy key. */
  | { kind: "reply"; reply: unknown }
  | { kind: "call"; path: Path; actorId: string; operation: string; input: unknown }
  /** Without a `sendId` nothing can cancel it but the end of its machine. */
  | {
      kind: "timer";
      path: Path;
      to: Path;
      sendId: string | undefined;
      event: AnyEventObject;
      delayMs: number;
    }
  | { kind: "cancelTimer"; path: Path; sendId: string }
  /** The actor at `path` is gone, with all below it. */
  | { kind: "left"; path: Path };

/** A machine taken up from its snapshot. No actor is started, nothing is asked of the world. */
export interface RunningMachine {
  /** Active machines, the innermost form first. */
  paths(): Path[];
  /** The name of the machine at `path`: that by which it is invoked. */
  nameOf(path: Path): string;
  /** Whether the machine at `path` has a transition for the event; an empty transition counts. */
  handles(path: Path, event: AnyEventObject): boolean;
  /** Whether the innermost machine is in a state with this tag. */
  hasTag(tag: TagName): boolean;
  /** Takes the event, and all that follows from it at once. */
  deliver(path: Path, event: AnyEventObject): void;
  /** The types of the events that were delivered so far, in their order. */
  delivered(): readonly string[];
  /** The actions requested since the last call. */
  requestedActions(): RequestedAction[];
  /** The active states, innermost last: "booking/confirm". */
  stage(): string;
  /** Whether it can resume where it is, though the machine was edited since. */
  canResume(pending: PendingWork): boolean;
  /** Whether the contexts of a restored machine and its forms have every field that they would have if opened now. */
  hasEveryField(): boolean;
  /** The root machine's context: not to be changed. */
  context(): { [field: string]: unknown };
  /** The snapshot as JSON, without these fields of the root machine's context. */
  persist(without?: readonly string[]): PersistedSnapshot;
}

/** What a session waits for: the timers that machines have set, and the calls that they have made. */
export interface PendingWork {
  timers: readonly { from: Path; sendId: string }[];
  calls: readonly { path: Path; actorId: string; operation: string }[];
}

export type PersistedSnapshot = { [key: string]: unknown; context: { [key: string]: unknown } };

/** A snapshot does not fit the machine that is served now. */
export class RestoreError extends Error {
  readonly code = "restore";
  override readonly name = "RestoreError";
}
