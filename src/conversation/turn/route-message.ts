import type { MessageEvent } from "../model/event.ts";
import type { Interpret } from "../ports/copy.ts";
import { isOwnChoiceId, isWrittenBefore, readTap } from "./choices.ts";
import { commandOf } from "./commands.ts";
import { deliverChoice, deliverEvent, type RoutingOutcome, tryDeliver } from "./deliver-event.ts";
import { startNotifications, stopNotifications } from "./notification-consent.ts";
import { isAnswered, markAnswered } from "./repeated-messages.ts";
import { routeLateMessage } from "./route-late-message.ts";
import { routeText } from "./route-text.ts";
import type { OpenSession } from "./session.ts";

/** Takes what a member sent to the machine. */
export function routeMessage(
  session: OpenSession,
  event: MessageEvent,
  interpret: Interpret,
): RoutingOutcome {
  const { content, at } = event;
  const isLate = isWrittenBefore(session.record.question, at);
  switch (content.kind) {
    case "flood":
      deliverEvent(session, { type: "flood" });
      return "taken";
    case "opened":
      return "ignored";
    case "choice":
      if (isOwnChoiceId(content.id)) return routeTap(session, content.id, at);
      if (isLate) return routeLateMessage(session, event, interpret);
      return routeText(session, { ...event, text: content.title }, interpret);
    case "text":
      if (isLate) return routeLateMessage(session, event, interpret);
      return routeText(session, { ...event, ...content }, interpret);
    case "media":
      if (isLate) return routeLateMessage(session, event, interpret);
      deliverEvent(session, { type: "media", media: content.media });
      return "taken";
  }
}

/**
 * Takes a command to a session that has just begun, if anything there answers it; a greeting was answered
 * already. `isLate`: it was written before the question that the member was asked last.
 */
export function routeOpeningMessage(
  session: OpenSession,
  event: MessageEvent,
  { interpret, isLate = false }: { interpret: Interpret; isLate?: boolean },
): void {
  const { commands } = session.contract;
  const command = commandOf(event, { interpret, commands });
  if (!command) return;
  switch (command.type) {
    case commands.greeting:
      return;
    case commands.optOut:
      stopNotifications(session, event);
      return;
    case commands.optIn:
      startNotifications(session, event);
      return;
    default:
      if (!isLate) tryDeliver(session, command);
  }
}

function routeTap(session: OpenSession, id: string, at: number): RoutingOutcome {
  const { question, session_id } = session.record;
  const tap = readTap(id, session_id, question);
  switch (tap.kind) {
    case "choice":
      deliverChoice(session, tap.choice);
      return "taken";
    case "again":
      return "ignored";
    case "outdated":
      if (question.isOutdatedAnswered || isAnswered(session, "outdated", at)) return "ignored";
      markAnswered(session, "outdated");
      session.record.question = { ...question, isOutdatedAnswered: true };
      deliverEvent(session, { type: "outdated" });
      return "taken";
  }
}
