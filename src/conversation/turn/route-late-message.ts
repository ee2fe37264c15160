import type { MessageEvent } from "../model/event.ts";
import type { Interpret } from "../ports/copy.ts";
import { commandOf } from "./commands.ts";
import { deliverToRoot, isInForm, type RoutingOutcome } from "./deliver-event.ts";
import { startNotifications, stopNotifications } from "./notification-consent.ts";
import { wasAnsweredAfter } from "./repeated-messages.ts";
import type { OpenSession } from "./session.ts";

/**
 * Takes a message that was written before the open question was asked. It answers nothing. A confirmation is
 * asked again for each such message, any other question once. An opt-out and an opt-in count by their own
 * time, and leave the open form as it is.
 */
export function routeLateMessage(
  session: OpenSession,
  event: MessageEvent,
  interpret: Interpret,
): RoutingOutcome {
  const { record, running, contract } = session;
  const { question } = record;
  const effect = effectOf(session, event, interpret);
  const isConfirmation = question.reply !== undefined && running.hasTag(contract.tags.confirmation);
  if (effect === "decision" && !isConfirmation) return "late";
  if (effect === "greeting" && !isConfirmation && isGreeted(session, event.at)) return "ignored";
  const isAnswered = !isConfirmation && question.isLateAnswered === true;
  if (question.reply === undefined || isAnswered) return "ignored";
  record.question = { ...question, isLateAnswered: true };
  deliverToRoot(session, { type: "late" });
  return "late";
}

/** Carries out what counts by its own time. */
function effectOf(
  session: OpenSession,
  event: MessageEvent,
  interpret: Interpret,
): "decision" | "greeting" | undefined {
  const { commands } = session.contract;
  switch (commandOf(event, { interpret, commands })?.type) {
    case commands.optOut:
      return stopNotifications(session, event) ? "decision" : undefined;
    case commands.optIn: {
      const start = startNotifications(session, event);
      if (start === "outdated") return undefined;
      return start === "started" ? "decision" : "greeting";
    }
    case commands.greeting:
      return "greeting";
    default:
      return undefined;
  }
}

/** The open question answers a greeting where no form is open, or where the greeting was answered since. */
function isGreeted(session: OpenSession, at: number): boolean {
  return !isInForm(session) || wasAnsweredAfter(session, "greeting", at);
}
