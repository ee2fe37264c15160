import type { Lane, WorkKind } from "./ports/outbox.ts";
/** How much the dispatcher does at once and for how long: every number with its reason. */

export interface PoolLimit {
  /** How many lanes or timers are in flight at once. */
  inFlight: number;
  /** How many of these places only new work may take while older work waits. */
  reserved: number;
  /** How many one pass takes up. */
  perPass: number;
}

export const POOL_LIMITS: { [kind in WorkKind]: PoolLimit } = {
  /**
   * A send takes between 0.1 and 10 s and little CPU time. The channel has as many connections as replies and
   * timers have places, so a send in flight never waits for another. A quarter is for members who have just
   * written: after an outage, their answers do not wait for the backlog, nor the backlog for them.
   */
  replies: { inFlight: 96, reserved: 24, perPass: 96 },
  /**
   * A call in flight costs a socket here and work at the other system. At 3 s an answer, 128 calls are 43 answers a
   * second. Calls are taken in the order of their commits, because each of them has a member who waits.
   */
  calls: { inFlight: 128, reserved: 0, perPass: 128 },
  /** Reconciliation is rare and not urgent, but it must progress while calls fill their own pool. */
  unsettled: { inFlight: 16, reserved: 0, perPass: 16 },
  /**
   * A timer costs a turn and a reply, some 5 ms of CPU time, and nobody waits for it. 5 a pass are 100 a
   * second: half of one CPU when thousands are due at once. 16 in flight cover sends of 160 ms at that rate.
   */
  timers: { inFlight: 16, reserved: 0, perPass: 5 },
};

/**
 * While the event loop is busy for more than this share of the time, a pass takes up one timer: half of the CPU is
 * for live traffic, and 20 timers a second still fire however much of that there is.
 */
export const BUSY_SHARE = 0.5;
export const TIMERS_PER_BUSY_PASS = 1;

/** A wake-up starts most work at once, so a pass finds retries, timers and what another process left. */
export const PASS_EVERY_MS = 250;
/** While work is due that found no place, places that become free must not stay empty for long. */
export const NEXT_PASS_MS = 50;

/** Longer than a send may take, or a read with its retries, or the login before a call that is sent at most once. */
export const LEASE_MS: { [lane in Lane]: number } = {
  replies: 13_000,
  calls: 25_000,
  unsettled: 25_000,
};
/** Due work that was found is due again after this, in case its finder dies before it starts. */
export const DUE_AGAIN_MS = 5_000;

/** A call that is sent at most once does not leave after this. */
export const AT_MOST_ONCE_START_BY_MS = 60_000;
/**
 * A read that has waited this long ends as `away`. A slow system then answers the members of the last
 * 20 s instead of a queue that grows; a member waits at most this long and then for one call.
 */
export const READ_START_BY_MS = 20_000;
/** Longer than a call that is sent at most once may take. After a 401 it is marked and held again. */
export const AT_MOST_ONCE_LEASE_MS = 15_000;
/** The first lookup of a call without an answer; each later one waits twice as long as the one before. */
export const FIRST_LOOK_MS = 5_000;

/** A turn is tried this often when other processes commit first. */
export const TURN_ATTEMPTS = 3;
/** An older message or notification is not run: its deduplication mark may have expired by then. */
export const MAX_MESSAGE_AGE_MS = 24 * 60 * 60 * 1_000;
/** Events between a machine and its forms in one turn. */
export const MAX_EVENTS_IN_TURN = 1_000;
/** Microsteps of one event. */
export const MAX_MICROSTEPS = 1_000;

/** A text that is older than the open question by more than this answers nothing: clocks differ, and Meta's times are whole seconds. */
export const QUESTION_GRACE_MS = 5_000;
/** A message that was on its way for longer was held up; less may be two clocks that differ. */
export const REPEATED_AFTER_MS = 90_000;

/** The time that a send may take in all. */
export const SEND_WITHIN_MS = 11_000;
/** How often a reply is started again because its lease was too short for its next form. */
export const FORM_TRIES = 4;
/** An effect that was claimed so often and never settled kills its worker: it becomes a dead letter. */
export const MAX_CLAIMS = 8;
/** How long a delivery report may come in for a reply whose send got no answer; then it is sent again. */
export const REPORT_WITHIN_MS = 5_000;
export const FIRST_RETRY_MS = 1_000;
export const LONGEST_RETRY_MS = 5 * 60_000;
/** How often, and how far apart, the answer to a call is offered to a store that is unreachable. */
export const KEEP_ANSWER_TRIES = 60;
export const KEEP_ANSWER_EVERY_MS = 500;

/** Longer than a message may be run after it was written. */
export const KEEP_DEDUPLICATION_MS = 48 * 60 * 60 * 1_000;
/** Marks are kept by the hour. */
export const SWEEP_EVERY_MS = 60 * 60 * 1_000;
/** How long a call that was sent and got no answer is reconciled. */
export const RECONCILE_FOR_MS = 300_000;
