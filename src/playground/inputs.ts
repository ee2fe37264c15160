import type { NotificationPayload } from "../conversation/model/event.ts";
import { firedTimerOf } from "./fired-timer.ts";
import type { Action, Input, OfferNotice } from "./protocol.ts";
import type { StoredStep } from "./step-view.ts";

/**
 * What was done to a conversation, in order and with the steps that followed, with pauses where they made a difference.
 */
export function inputsOf(steps: readonly StoredStep[]): Input[] {
  const inputs: Input[] = [];
  const pauses = pausesOf(steps);
  for (const [index, kept] of steps.entries()) {
    const { number, metadata, replies, outcome } = kept.step;
    const seconds = pauses[index] ?? 0;
    if (seconds > 0) inputs.push({ kind: "wait", seconds, steps: [] });
    const action = actionOf(kept, steps);
    if (action) inputs.push({ ...action, steps: [] });
    const keys = replies.flatMap((reply) => reply.keys);
    if (outcome !== "stale") inputs.at(-1)?.steps.push({ number, stage: metadata.stage, keys });
  }
  return inputs;
}

/** Shorter pauses are added to the next one: a replay takes its own time. */
const SHORTEST_PAUSE_MS = 1_000;

/** For each step the seconds to let pass before it, 0 where the pause made no difference. */
function pausesOf(steps: readonly StoredStep[]): number[] {
  const fired = steps.map(({ step }, index) => firedTimerOf(step, steps[index - 1]?.step));
  let owedMs = 0;
  return steps.map(({ step, inner }, index) => {
    const before = steps[index - 1];
    if (!before) return 0;
    const later = new Set(fired.slice(index));
    const isTimed = before.step.pending.timers.some(({ token }) => later.has(token));
    if (!isTimed && inner.before === "open") {
      owedMs = 0;
      return 0;
    }
    owedMs += step.at - (before.inner.resumedAt ?? before.step.at);
    if (owedMs < SHORTEST_PAUSE_MS) return 0;
    const seconds = owedMs / 1_000;
    owedMs = 0;
    return seconds;
  });
}

function actionOf({ step, inner }: StoredStep, steps: readonly StoredStep[]): Action | undefined {
  const { event } = step;
  if (event.kind === "notice") return inner.news && noticeOf(inner.news);
  if (event.kind !== "message" || event.what === "flood" || event.what === "opened")
    return undefined;
  const { what, text = "", choice } = event;
  if (what === "text") return { kind: "text", text };
  if (choice === undefined) return { kind: "media", media: what };
  const offeredBy = steps.findLast(
    ({ inner: { offered } }) => offered !== undefined && inner.tapped?.startsWith(`${offered}~`),
  )?.step.number;
  return { kind: "choice", choice, title: text, ...(offeredBy !== undefined && { offeredBy }) };
}

const NOTICES = {
  "notice.created": "created",
  "notice.accepted": "accepted",
  "notice.declined": "declined",
  "notice.cancelled": "cancelled",
} as const;

/** A notification about many offers follows from those about each, and cannot be repeated on its own. */
function noticeOf({ type, offer }: NotificationPayload): Action | undefined {
  const what = (NOTICES as { [type: string]: OfferNotice["what"] | undefined })[type];
  if (what === undefined || typeof offer !== "object" || offer === null || Array.isArray(offer))
    return undefined;
  const by = String(offer.counterpartyAccountName);
  const sum = String(offer.formattedInitialAmount).replace(/^-/, "");
  return { kind: "notice", notice: { what, by, sum, secured: offer.secured === true } };
}
