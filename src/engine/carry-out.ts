import type { CallEffect, ReplyEffect } from "./effect.ts";
import type { Engine, Entry } from "./engine.ts";
import type { Observe } from "./fact.ts";
import type {
  Channel,
  Clock,
  Due,
  Lease,
  Operations,
  Outbox,
  Performed,
  Sent,
  Store,
  Verdict,
  Work,
} from "./ports.ts";

export interface CarryOutOptions {
  outbox: Outbox;
  store: Store;
  channel: Channel;
  operations: Operations;
  engine: Engine;
  clock: Clock;
  observe: Observe;
  /** From 0 to 1; spreads retries. */
  random: () => number;
}

/** A money call that has not left by then does not leave any more. */
const MONEY_START_BY_MS = 60_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** Longer than a money call may take once it has left, a second try after a 401 included. */
const MONEY_LEASE_MS = 15_000;
/** How long an answer in hand waits for a store that is away, before a takeover has to do. */
const KEEP_ANSWER_TRIES = 60;
const KEEP_ANSWER_EVERY_MS = 500;

/** Carries out the head of a lane, and settles it. Says whether there is more to do in the lane. */
export function carryOut(
  options: CarryOutOptions,
  lease: Lease,
  work: Work,
): Promise<"more" | "empty" | "lost" | "later"> {
  const { effect } = work;
  return effect.kind === "reply"
    ? deliver(options, lease, { ...work, effect })
    : call(options, lease, { ...work, effect });
}

/** Takes a timer that is due into its conversation. */
export async function fire(
  options: CarryOutOptions,
  { conversationId, token }: Extract<Due, { kind: "timer" }>,
): Promise<void> {
  const event = { kind: "timer" as const, token };
  await take(options, { conversationId, event, settles: event });
}

async function deliver(
  { channel, outbox, observe, random }: CarryOutOptions,
  lease: Lease,
  { effect, attempts }: Work & { effect: ReplyEffect },
) {
  const sent = await Promise.resolve(effect)
    .then((reply) => channel.send(reply))
    .catch(refusal);
  const verdict = judge(sent, attempts, random);
  const { conversationId } = lease;
  const code = "code" in sent ? { code: sent.code } : {};
  observe({ kind: "delivery", conversationId, outcome: verdict.kind, ...code });
  const settled = await outbox.settle({ lease, token: effect.token, verdict });
  return verdict.kind === "retry" ? "later" : settled;
}

/** A reply that the channel cannot even be asked to send would stop the lane for ever. */
function refusal(error: unknown): Sent {
  const isCoded = error instanceof Error && "code" in error && typeof error.code === "string";
  return { kind: "refused", code: isCoded ? `${error.code}` : "error" };
}

/** Waits twice as long after each attempt, spread by half, unless the channel named a time. */
function judge(sent: Sent, attempts: number, random: () => number): Verdict {
  if (sent.kind === "accepted") return { kind: "done" };
  if (sent.kind === "refused" || attempts + 1 >= sent.tries)
    return { kind: "dead", code: sent.code };
  const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_RETRY_MS);
  return { kind: "retry", delayMs: sent.delayMs ?? Math.round(backoffMs * (0.5 + random())) };
}

async function call(
  options: CarryOutOptions,
  lease: Lease,
  work: Work & { effect: CallEffect },
): Promise<"more" | "lost"> {
  const { effect } = work;
  const performed = await perform(options, lease, work);
  if (performed.kind === "lost") return "lost";
  const { outcome, credexToken } = performed;
  const { conversationId } = lease;
  options.observe({
    kind: "call",
    conversationId,
    operation: effect.operation,
    outcome: outcome.kind,
  });
  const { kind: _, ...request } = effect;
  await take(options, {
    conversationId,
    event: { kind: "result", call: request, outcome, credexToken },
    settles: { kind: "call", lease, token: effect.token },
  });
  return "more";
}

/** A money call that somebody has marked as sent is never sent again: nobody knows what became of it. */
async function perform(
  { operations, outbox, store, clock }: CarryOutOptions,
  lease: Lease,
  { effect, sent, at }: Work & { effect: CallEffect },
): Promise<Performed> {
  if (effect.money && sent) return { kind: "outcome", outcome: { kind: "unknown" } };
  if (effect.money && clock() - at > MONEY_START_BY_MS)
    return { kind: "outcome", outcome: { kind: "expired" } };
  const loaded = await store.load(lease.conversationId);
  const credexToken = loaded.kind === "record" ? loaded.record.credex_token : undefined;
  const beforeSend = () => outbox.markSent({ lease, token: effect.token, leaseMs: MONEY_LEASE_MS });
  return operations({ call: effect, credexToken, beforeSend });
}

/** An answer that is in hand is not let go because the store is away, or busy, for a moment. */
async function take({ engine }: CarryOutOptions, entry: Entry): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const { outcome } = await engine.take(entry);
      if (outcome !== "conflict" || tries >= KEEP_ANSWER_TRIES) return;
    } catch (error) {
      if (tries >= KEEP_ANSWER_TRIES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, KEEP_ANSWER_EVERY_MS));
  }
}
