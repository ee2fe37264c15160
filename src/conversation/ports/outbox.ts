import type { Counted } from "../model/count.ts";
import type { CallEffect, ReplyEffect } from "../model/effect.ts";
import type { Json } from "../model/record.ts";

/** Effects that are committed and not settled. Time and due are the store's own clock. */
export interface Outbox {
  /** At most `limit` of what is due of a kind, the longest due first; each is not due again for `leaseMs`. */
  due(options: { kind: WorkKind; limit: number; leaseMs: number }): Promise<DueItems>;
  /** The head of a lane, under a lease; `undefined` when there is none or another holds it. */
  claim(options: Lease & { leaseMs: number }): Promise<OutboxEntry | undefined>;
  /**
   * Writes down that a call is about to leave which is sent at most once, with a note for whoever may have to look for
   * it, and holds its lane for `leaseMs` from now.
   */
  markSent(options: {
    lease: Lease;
    token: string;
    leaseMs: number;
    note: Json;
  }): Promise<SendPermission>;
  /** Ends an attempt, and the lease with it. `"lost"`: another has taken over, and nothing was changed. */
  settle(options: {
    lease: Lease;
    token: string;
    outcome: AttemptOutcome;
    /** What it adds to the counts of its day. */
    counts?: readonly Counted[] | undefined;
  }): Promise<"more" | "empty" | "lost">;
  /**
   * Takes note of what the channel reports of a reply. If its lane still waits to know whether it was sent,
   * that is settled; returns whether there is more in the lane then.
   */
  report(report: DeliveryReport): Promise<"more" | "empty" | "noted">;
  /**
   * Drops the seen marks of messages that are too old to be run again, and old dead letters and parked events. One
   * process at a time does so. Returns how many hours went.
   */
  sweep(options: { olderThanMs: number }): Promise<number>;
  /** How much is pending, and how much was given up. */
  count(): Promise<OutboxState>;
}

export interface OutboxState {
  /** Pending lanes and timers of all kinds. */
  due: number;
  /** Each kind of work once. */
  work: WorkState[];
  dead: number;
  parked: number;
  /** Calls that are sent at most once are paused by an operator. */
  isPaused: boolean;
}

export interface WorkState {
  kind: WorkKind;
  /** Lanes or timers, those that are not due yet included. */
  pending: number;
  /** Of these, how many are due and not in progress. */
  due: number;
  /** For how long the oldest of them has been due; 0 if none is. */
  oldestMs: number;
}

/** What may be done about a call that is sent at most once: anything but `sent` means that it must not leave. */
export type SendPermission =
  | "sent"
  /** Another has taken over. */
  | "lost"
  /** An earlier call of this kind in the conversation is not settled. */
  | "unsettled"
  /** An operator has paused these calls. */
  | "paused";

export interface DeliveryReport {
  conversationId: string;
  /** The reply's. */
  token: string;
  status: "sent" | "delivered" | "read" | "played" | "failed";
  code?: string | undefined;
}

/**
 * Replies of a conversation are one lane, its calls another, the call that was sent and got no answer a third.
 * Within a lane one comes after the other.
 */
export type Lane = (typeof LANES)[number];

export const LANES = ["replies", "calls", "unsettled"] as const;

/** Each kind of work becomes due, and is found, apart from the others: none hides another. */
export type WorkKind = (typeof WORK_KINDS)[number];

export const WORK_KINDS = [...LANES, "timers"] as const;

/** The right to work on a lane. `fence` is unique for each time it is taken. */
export interface Lease {
  conversationId: string;
  lane: Lane;
  fence: string;
}

export type DueItem =
  | { kind: "lane"; conversationId: string; lane: Lane }
  | { kind: "timer"; conversationId: string; token: string };

export interface DueItems {
  due: DueItem[];
  /** For how long the oldest that was due and not taken has been due, 1 at least; 0 if all were taken. */
  lateMs: number;
}

export interface OutboxEntry {
  effect: ReplyEffect | CallEffect;
  /** When it was committed, in milliseconds. */
  at: number;
  /** The trace that it continues: see `Traces`. */
  trace?: string | undefined;
  /** Attempts that ended in a retry. */
  attempts: number;
  failures: Failures;
  /** How often it was claimed since; more than once, and somebody has not come to an end with it. */
  claims: number;
  /** A call that is sent at most once, and that a worker has marked as sent. */
  sent: boolean;
  /** What was noted when it was. */
  note?: Json | undefined;
}

/** How many attempts failed for each reason that has a limit. */
export type Failures = { readonly [reason: string]: number };

export type AttemptOutcome =
  | { kind: "done" }
  /** With all failures so far, this one included; without them, those that were stored stay. */
  | { kind: "retry"; delayMs: number; failures?: Failures | undefined }
  /** Given up: kept among the dead letters with its code. */
  | { kind: "dead"; code: string };
