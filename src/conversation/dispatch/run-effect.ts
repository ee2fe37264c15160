import {
  FIRST_RETRY_MS,
  KEEP_ANSWER_EVERY_MS,
  KEEP_ANSWER_TRIES,
  LONGEST_RETRY_MS,
  MAX_CLAIMS,
  REPORT_WITHIN_MS,
} from "../../policy.ts";
import { countDead } from "../count-turn.ts";
import type { IncomingEvent } from "../engine.ts";
import type { CallEffect, ReplyEffect } from "../model/effect.ts";
import type { SendOutcome } from "../ports/channel.ts";
import type { AttemptOutcome, DueItem, Failures, OutboxEntry } from "../ports/outbox.ts";
import { giveUp, reconcileCall, runCall } from "./run-call.ts";
import { sendReply } from "./send-reply.ts";
import type { HeldLease, WorkContext } from "./work-context.ts";
export type RunOutcome = "more" | "empty" | "lost" | "later";

/** Carries out the head of a lane, and settles it. Says whether there is more to do in the lane. */
export async function runEffect(
  options: WorkContext,
  held: HeldLease,
  work: OutboxEntry,
): Promise<RunOutcome> {
  const { effect, claims } = work;
  // To end a call may kill the worker as well.
  const most = effect.kind === "call" ? 2 * MAX_CLAIMS : MAX_CLAIMS;
  if (claims > most) {
    const outcome: AttemptOutcome = { kind: "dead", code: "poison" };
    observeDelivery(options, { held, effect, outcome });
    const counts = effect.kind === "reply" ? countDead(effect) : [];
    return options.outbox.settle({ lease: held, token: effect.token, outcome, counts });
  }
  if (effect.kind === "reply") return deliver(options, held, { ...work, effect });
  return call(options, held, { ...work, effect });
}

/** Takes a timer that is due into its conversation. */
export async function fireTimer(
  options: WorkContext,
  { conversationId, token }: Extract<DueItem, { kind: "timer" }>,
): Promise<void> {
  const event = { kind: "timer" as const, token };
  await take(options, { conversationId, event, settles: event });
}

async function deliver(
  options: WorkContext,
  held: HeldLease,
  { effect, failures }: OutboxEntry & { effect: ReplyEffect },
): Promise<RunOutcome> {
  const { outbox, random } = options;
  const sent = await sendReply(options, held, effect);
  if (sent === "lost") return "lost";
  const outcome = judge(sent, failures, random);
  observeDelivery(options, { held, effect, outcome, result: sent });
  const counts = outcome.kind === "dead" ? countDead(effect) : [];
  const settled = await outbox.settle({ lease: held, token: effect.token, outcome, counts });
  return outcome.kind === "retry" ? "later" : settled;
}

function observeDelivery(
  { observe }: WorkContext,
  {
    held: { conversationId },
    effect: { token: effect },
    outcome,
    result = outcome,
  }: {
    held: HeldLease;
    effect: OutboxEntry["effect"];
    outcome: AttemptOutcome;
    result?: object;
  },
): void {
  const code = "code" in result && typeof result.code === "string" ? { code: result.code } : {};
  observe({ kind: "delivery", conversationId, effect, outcome: outcome.kind, ...code });
}

/** Waits twice as long after each failure for the same reason, spread by half, unless the channel named a time. */
function judge(sent: SendOutcome, before: Failures, random: () => number): AttemptOutcome {
  if (sent.kind === "accepted") return { kind: "done" };
  if (sent.kind === "refused" || sent.kind === "unfit") return { kind: "dead", code: sent.code };
  const count = (before[sent.reason] ?? 0) + 1;
  if (count >= sent.tries) return { kind: "dead", code: sent.code };
  const failures = { ...before, [sent.reason]: count };
  const backoffMs = Math.round(
    Math.min(FIRST_RETRY_MS * 2 ** (count - 1), LONGEST_RETRY_MS) * (0.5 + random()),
  );
  return sent.kind === "unclear"
    ? { kind: "retry", delayMs: Math.max(REPORT_WITHIN_MS, backoffMs), failures }
    : { kind: "retry", delayMs: sent.delayMs ?? backoffMs, failures };
}

async function call(
  options: WorkContext,
  held: HeldLease,
  work: OutboxEntry & { effect: CallEffect },
): Promise<RunOutcome> {
  const { conversationId, lane } = held;
  const { effect, claims } = work;
  const run = lane === "unsettled" ? reconcileCall : runCall;
  const ended = claims > MAX_CLAIMS ? giveUp(held, work) : await run(options, held, work);
  if (ended.kind === "lost" || ended.kind === "later") return ended.kind;
  const { outcome, credentials, reconcileAfterMs } = ended;
  const { kind: _, ...request } = effect;
  options.observe({
    kind: "call",
    conversationId,
    effect: effect.token,
    operation: effect.operation,
    outcome: outcome.kind,
  });
  await take(options, {
    conversationId,
    event: { kind: "result", call: request, outcome, credentials },
    settles: { kind: "call", lease: held, token: effect.token, reconcileAfterMs },
  });
  return "more";
}

/** Retries, so that an answer we already have is not lost while the store is briefly unreachable or busy. */
async function take({ engine }: WorkContext, entry: IncomingEvent): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const { outcome } = await engine.run(entry);
      if (outcome !== "conflict" || tries >= KEEP_ANSWER_TRIES) return;
    } catch (error) {
      if (tries >= KEEP_ANSWER_TRIES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, KEEP_ANSWER_EVERY_MS));
  }
}
