import type { Counted } from "../model/count.ts";
import type { Effect } from "../model/effect.ts";
import type { JournalEntry } from "../model/journal-entry.ts";
import type { ConversationRecord, Json, NotificationDecision } from "../model/record.ts";
import type { Lane, Lease } from "./outbox.ts";
import type { StoreError } from "./store-error.ts";

/** Keeps conversations. Every method throws a `StoreError` when the store cannot be reached. */
export interface Store {
  load(conversationId: string): Promise<LoadedRecord>;
  /** Whether a message of this conversation was consumed before. */
  wasSeen(conversationId: string, message: DeduplicationKey): Promise<boolean>;
  /** Writes all of a turn or nothing of it. */
  commit(commit: Commit): Promise<CommitOutcome>;
  /** Ends what was open: keeps only the fields `preserve` of the record, and counts its version up. */
  cleanup(options: {
    conversationId: string;
    /** The version that was loaded. */
    version: number;
    preserve: readonly string[];
  }): Promise<"cleaned" | "conflict">;
}

/** A message or a notice; `at` in milliseconds is its own time. */
export interface DeduplicationKey {
  id: string;
  at: number;
}

export type LoadedRecord =
  | { kind: "none" }
  | { kind: "record"; record: ConversationRecord }
  /** Something stands where the record should, and it cannot be read as one; `digest` tells it from others. */
  | { kind: "corrupt"; cause: StoreError; digest: string };

export interface Commit {
  conversationId: string;
  /** What was loaded; a different session or version there now is a conflict. */
  loaded: LoadedRecord;
  /** Absent: the record stays as it is. */
  record?: ConversationRecord | undefined;
  metadata?: Metadata | undefined;
  /** The session that was loaded is over, and the record opens another: the last choice ends with it. */
  endsSession?: boolean | undefined;
  /** The message or notice that this commit consumes. */
  seen?: DeduplicationKey | undefined;
  effects: Effect[];
  /** The trace that the effects continue: see `Traces`. */
  trace?: string | undefined;
  /** The call or timer that this commit consumes. */
  settles?: Settlement | undefined;
  /** What the member has said about notices, kept with their contact unless a later decision is there. */
  notices?: NotificationDecision | undefined;
  /** The event that could not be taken, kept for the operator. */
  parked?: ParkedEvent | undefined;
  /** What the journal says of it. */
  line: JournalEntry;
  /** What it adds to the counts of its day. */
  counts?: readonly Counted[] | undefined;
  /** Under which lease the lanes are claimed that the effects go into, if all of them are empty and free. */
  claim?: LaneClaim | undefined;
}

/** The lease of the lanes of a commit. It claims the first effect of each. */
export interface LaneClaim {
  fence: string;
  /** For each lane that the commit leaves effects in. */
  leaseMs: { [lane in Exclude<Lane, "unsettled">]?: number };
}

/** The metadata that the specification names: where the conversation is, the last choice, and whose turn it is. */
export interface Metadata {
  stage: string;
  /** Absent: nothing was chosen, the one before stays. */
  option?: string | undefined;
  direction: "IN" | "OUT";
}

export type Settlement =
  /**
   * `reconcileAfterMs`: a call that was sent and got no answer, which is unsettled from now on and looked for after so
   * long.
   */
  | { kind: "call"; lease: Lease; token: string; reconcileAfterMs?: number | undefined }
  | { kind: "timer"; token: string };

export interface ParkedEvent {
  event: Json;
  cause: string;
}

export type CommitOutcome =
  | "committed"
  /** Committed, and the lanes are held as `claim` says, also if this commit was made before. */
  | "claimed"
  /** Another commit came first. */
  | "conflict"
  /** The message or notice was consumed before. */
  | "duplicate"
  /** The call was taken over by another worker. */
  | "lost";
