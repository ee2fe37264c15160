import type { MessageEvent } from "../model/event.ts";
import type { Interpret } from "../ports/copy.ts";
import { commandOf } from "./commands.ts";
import { type Hearing, isInForm, tellRoot } from "./deliver-event.ts";
import { startNotices, stopNotices } from "./notification-consent.ts";
import { wasAnsweredAfter } from "./repeated-messages.ts";
import type { Draft } from "./session.ts";
import { MONEY } from "./state-tags.ts";

/**
 * Takes a message that was written before the open question was asked. It answers nothing. At a question
 * about money the question is asked again for each such message, elsewhere once. `stop` and `start` count by
 * their own time, and leave the open form as it is.
 */
export function hearLate(draft: Draft, event: MessageEvent, interpret: Interpret): Hearing {
  const { record, running } = draft;
  const { question } = record;
  const effect = effectOf(draft, event, interpret);
  const isAboutMoney = question.reply !== undefined && running.hasTag(MONEY);
  if (effect === "decision" && !isAboutMoney) return "late";
  if (effect === "greeting" && !isAboutMoney && isGreeted(draft, event.at)) return "ignored";
  const isTold = !isAboutMoney && question.toldLate === true;
  if (question.reply === undefined || isTold) return "ignored";
  record.question = { ...question, toldLate: true };
  tellRoot(draft, { type: "late" });
  return "late";
}

/** Carries out what counts by its own time. */
function effectOf(
  draft: Draft,
  event: MessageEvent,
  interpret: Interpret,
): "decision" | "greeting" | undefined {
  switch (commandOf(event, interpret)?.type) {
    case "stop":
      return stopNotices(draft, event) ? "decision" : undefined;
    case "start": {
      const start = startNotices(draft, event);
      if (start === "outdated") return undefined;
      return start === "started" ? "decision" : "greeting";
    }
    case "home":
      return "greeting";
    default:
      return undefined;
  }
}

/** The open question answers a greeting where no form is open, or where the greeting was answered since. */
function isGreeted(draft: Draft, at: number): boolean {
  return !isInForm(draft) || wasAnsweredAfter(draft, "home", at);
}
