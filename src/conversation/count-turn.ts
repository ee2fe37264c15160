import { NUMBERS } from "../policy.ts";
import { savedStage } from "./machine/saved-stage.ts";
import type { SavedSnapshot } from "./machine/snapshot-compatibility.ts";
import type { Count, Counted, RestartReason } from "./model/count.ts";
import type { Effect, ReplyEffect } from "./model/effect.ts";
import type { ConversationEvent } from "./model/event.ts";
import type { ConversationRecord } from "./model/record.ts";
import type { Turn } from "./turn/turn.ts";

type Taken = Extract<Turn, { kind: "taken" }>;

/**
 * What a turn adds to the counts of its day.
 * @param before the record that the turn saw
 * @param isParked the turn threw, and `turn` is the apology for it
 */
export function countTurn(given: {
  event: ConversationEvent;
  turn: Turn;
  before: ConversationRecord | undefined;
  isParked: boolean;
}): Counted[] {
  const { turn, event } = given;
  const restart = countRestart(given);
  if (turn.kind === "stale") return restart;
  if (turn.kind === "answered") return [...restart, ...countBubbles(turn.effects, "")];
  const { from, metadata } = turn;
  const form = formOf(metadata.stage) ?? formOf(from) ?? "";
  const { release } = turn;
  const { locale } = turn.record;
  const way = wayOf(event, turn);
  return [
    once({ kind: "turn", release, locale, from, way, to: metadata.stage }),
    ...countAnswer(event, turn, given.before),
    ...restart,
    ...countBubbles(turn.effects, form),
  ];
}

/** What a reply that is given up adds to the counts of its day. */
export function countDead({ release = "", locale = "", keys: [key = ""] }: ReplyEffect): Counted[] {
  return [once({ kind: "dead", release, locale, key })];
}

/** The state of the root machine in which a form is open: "ready.booking" of "ready.booking/filling.day". */
export function formOf(stage: string): string | undefined {
  const [root, ...inner] = stage.split("/");
  return inner.length > 0 ? root : undefined;
}

function once(count: Count): Counted {
  return { count, times: 1 };
}

/** How the state was left: by the machine's event of a message, by the outcome of a call, or by a timer. */
function wayOf(event: ConversationEvent, { from, way }: Taken): string {
  // A session that begins has no state that the event could have been delivered to.
  if (from === "" || event.kind === "message") return way;
  if (event.kind === "timer") return "timer";
  return event.kind === "result" ? `call.${event.outcome.kind}` : event.news.type;
}

/** By the member's own times, so that neither queues nor the network count. */
function countAnswer(
  event: ConversationEvent,
  { isAlive, from, release, record: { locale } }: Taken,
  before: ConversationRecord | undefined,
): Counted[] {
  const askedAt = before?.question?.askedAt;
  if (event.kind !== "message" || !isAlive || from === "" || askedAt === undefined) return [];
  const limit = NUMBERS.answerLimitsMs.find((limit) => event.at - askedAt < limit);
  const within = limit === undefined ? "more" : `${limit / 1_000}`;
  return [once({ kind: "answer", release, locale, stage: from, within })];
}

function countRestart({
  turn,
  before,
  isParked,
}: Omit<Parameters<typeof countTurn>[0], "event">): Counted[] {
  const reason = isParked ? "trouble" : restartOf(turn);
  if (!reason) return [];
  const { machine, locale = "", snapshot } = before ?? {};
  const release = turn.kind === "taken" ? turn.release : (machine?.release ?? "");
  const stage = snapshot ? savedStage(snapshot as SavedSnapshot) : "";
  return [once({ kind: "restart", release, locale, stage, reason })];
}

function restartOf(turn: Turn): RestartReason | undefined {
  const isEdited = turn.kind === "taken" && turn.from === "" && turn.way === "machine.edited";
  return isEdited ? "machine.edited" : undefined;
}

function countBubbles(effects: readonly Effect[], form: string): Counted[] {
  const [reply, ...others] = effects.filter((effect) => effect.kind === "reply");
  if (!reply) return [];
  const { release = "", locale = "" } = reply;
  return [{ count: { kind: "bubble", release, locale, form }, times: 1 + others.length }];
}
