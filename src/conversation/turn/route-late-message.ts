import type { MessageEvent } from "../model/event.ts";
import type { Interpret } from "../ports/copy.ts";
import { commandOf } from "./commands.ts";
import { deliverToRoot, isInForm, type RoutingOutcome } from "./deliver-event.ts";
import { startNotifications, stopNotifications } from "./notification-consent.ts";
import { wasAnsweredAfter } from "./repeated-messages.ts";
import type { OpenSession } from "./session.ts";
import { MONEY } from "./state-tags.ts";

/**
 * Takes a message that was written before the open question was asked. It answers nothing. At a question
 * about money the question is asked again for each such message, elsewhere once. `stop` and `start` count by
 * their own time, and leave the open form as it is.
 */
export function routeLateMessage(
  session: OpenSession,
  event: MessageEvent,
  interpret: Interpret,
): RoutingOutcome {
  const { record, running } = session;
  const { question } = record;
  const effect = effectOf(session, event, interpret);
  const isAboutMoney = question.reply !== undefined && running.hasTag(MONEY);
  if (effect === "decision" && !isAboutMoney) return "late";
  if (effect === "greeting" && !isAboutMoney && isGreeted(session, event.at)) return "ignored";
  const isTold = !isAboutMoney && question.toldLate === true;
  if (question.reply === undefined || isTold) return "ignored";
  record.question = { ...question, toldLate: true };
  deliverToRoot(session, { type: "late" });
  return "late";
}

/** Carries out what counts by its own time. */
function effectOf(
  session: OpenSession,
  event: MessageEvent,
  interpret: Interpret,
): "decision" | "greeting" | undefined {
  switch (commandOf(event, interpret)?.type) {
    case "stop":
      return stopNotifications(session, event) ? "decision" : undefined;
    case "start": {
      const start = startNotifications(session, event);
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
function isGreeted(session: OpenSession, at: number): boolean {
  return !isInForm(session) || wasAnsweredAfter(session, "home", at);
}
