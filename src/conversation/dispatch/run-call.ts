import {
  AT_MOST_ONCE_LEASE_MS,
  AT_MOST_ONCE_START_BY_MS,
  FIRST_LOOK_MS,
  READ_START_BY_MS,
} from "../../policy.ts";
import type { CallEffect } from "../model/effect.ts";
import type { Credentials } from "../model/record.ts";
import { credentialsOf } from "../model/record-fields.ts";
import type { CallResult } from "../ports/operations.ts";
import type { OutboxEntry } from "../ports/outbox.ts";
import type { HeldLease, WorkContext } from "./work-context.ts";
export type CallOutcome =
  | (CallResult & { reconcileAfterMs?: number | undefined })
  /** Another has taken over. */
  | { kind: "lost" }
  /** It is tried again by and by. */
  | { kind: "later" };

type Calling = OutboxEntry & { effect: CallEffect };

/**
 * Makes a call. One that is sent at most once and marked as sent is not sent again: its outcome is unknown.
 * A call that waited too long for a place in the pool is not sent at all.
 */
export async function runCall(
  options: WorkContext,
  held: HeldLease,
  work: Calling,
): Promise<CallOutcome> {
  const { operations, outbox, clock } = options;
  const { effect, sent, at, claims } = work;
  if (effect.atMostOnce && sent) return unanswered;
  if (effect.atMostOnce && clock() - at > AT_MOST_ONCE_START_BY_MS)
    return { kind: "outcome", outcome: { kind: "expired" } };
  // One that was claimed before may have been sent, so "nothing was done" might be untrue.
  if (!effect.atMostOnce && claims === 1 && clock() - at > READ_START_BY_MS)
    return { kind: "outcome", outcome: { kind: "away" } };
  const performed = await operations.perform({
    call: effect,
    credentials: await loadCredentials(options, held),
    beforeSend: (note) =>
      outbox.markSent({ lease: held, token: effect.token, leaseMs: AT_MOST_ONCE_LEASE_MS, note }),
  });
  const isUnknown = performed.kind === "outcome" && performed.outcome.kind === "unknown";
  return effect.atMostOnce && isUnknown ? { ...performed, ...unanswered } : performed;
}

const unanswered = {
  kind: "outcome",
  outcome: { kind: "unknown" },
  reconcileAfterMs: FIRST_LOOK_MS,
} as const;

/** Looks for a call that got no answer: again and again, until it is found or `reconcileForMs` are over. */
export async function reconcileCall(
  options: WorkContext,
  held: HeldLease,
  work: Calling,
): Promise<CallOutcome> {
  const { operations, outbox, clock, reconcileForMs } = options;
  const { effect, note, attempts, at } = work;
  const credentials = await loadCredentials(options, held);
  const found = await operations.find({ call: effect, credentials, note });
  if (found.outcome.kind !== "unknown") return found;
  if (clock() - at > reconcileForMs) return { ...found, outcome: { kind: "unconfirmed" } };
  const outcome = { kind: "retry", delayMs: FIRST_LOOK_MS * 2 ** (attempts + 1) } as const;
  const settled = await outbox.settle({ lease: held, token: effect.token, outcome });
  return { kind: settled === "lost" ? "lost" : "later" };
}

/** How a call ends that was begun too often and never finished: it may kill its worker, so it is not made again. */
export function giveUp({ lane }: HeldLease, { effect, sent }: Calling): CallOutcome {
  if (lane === "unsettled") return { kind: "outcome", outcome: { kind: "unconfirmed" } };
  if (!effect.atMostOnce) return { kind: "outcome", outcome: { kind: "unknown" } };
  return sent ? unanswered : { kind: "outcome", outcome: { kind: "expired" } };
}

async function loadCredentials(
  { store, recordFields }: WorkContext,
  { conversationId }: HeldLease,
): Promise<Credentials> {
  const loaded = await store.load(conversationId);
  return loaded.kind === "record" ? credentialsOf(loaded.record, recordFields) : {};
}
