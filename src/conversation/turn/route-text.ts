import type { Interpret } from "../ports/copy.ts";
import { findByNumber, findByTitle } from "./choices.ts";
import { readCommand, readYesOrNo } from "./commands.ts";
import {
  deliverChoice,
  deliverEvent,
  isInForm,
  type RoutingOutcome,
  tryDeliver,
  UNEXPECTED,
} from "./deliver-event.ts";
import {
  type ConsentSource,
  startNotifications,
  stopNotifications,
} from "./notification-consent.ts";
import { isAnswered, markAnswered } from "./repeated-messages.ts";
import type { OpenSession } from "./session.ts";
import type { CommandEvent } from "./turn-event.ts";

/** A text, what it is in answer to, and what its contact has decided. */
type InboundText = ConsentSource & { text: string; quotes?: true | undefined };

/** A title of the open question first, then a command, then what the question asks for. */
export function routeText(
  session: OpenSession,
  said: InboundText,
  interpret: Interpret,
): RoutingOutcome {
  const { record, running, contract } = session;
  const { commands, tags } = contract;
  const { text, quotes } = said;
  const firmOnly = running.hasTag(tags.field);
  const command = readCommand({ interpret, commands }, { text, locale: record.locale, firmOnly });
  const title = findByTitle(text, record.question);
  if (command && (quotes || title === undefined)) return routeCommand(session, command, said);
  if (title !== undefined) chooseUnlessQuoting(session, title, said);
  else if (running.hasTag(tags.confirmation)) routeConfirmation(session, said, interpret);
  else routeAnswer(session, said, interpret);
  return "taken";
}

/** A number may be a corrected amount, and "yes" an answer to something else: neither confirms. */
function routeConfirmation(
  session: OpenSession,
  { text, quotes }: InboundText,
  interpret: Interpret,
): void {
  const { locale, question } = session.record;
  const { commands } = session.contract;
  const answer = readYesOrNo({ interpret, commands }, { text, locale });
  if (answer === commands.no && !quotes) deliverEvent(session, { type: commands.cancel });
  else if (answer !== undefined || findByNumber(text, question) !== undefined)
    deliverEvent(session, UNEXPECTED);
  else deliverEvent(session, { type: "text", text });
}

/** Yes or no where a machine handles it, words where they are asked for, else the number of a choice. */
function routeAnswer(session: OpenSession, said: InboundText, interpret: Interpret): void {
  const { record, running, contract } = session;
  const { text, quotes } = said;
  const reader = { interpret, commands: contract.commands };
  const answer = readYesOrNo(reader, { text, locale: record.locale });
  if (answer !== undefined && !quotes && tryDeliver(session, { type: answer })) return;
  const number = isTextHandled(session) ? undefined : findByNumber(text, record.question);
  if (number !== undefined) {
    chooseUnlessQuoting(session, number, said);
    return;
  }
  // A name may be a word of ours: the machine can ask which is meant.
  const isField = running.hasTag(contract.tags.field);
  const meant = isField ? readCommand(reader, { text, locale: record.locale }) : undefined;
  deliverEvent(session, { type: "text", text, ...(meant && { command: meant.type }) });
}

/** What quotes a message may mean a question of long ago, so the open one is asked again. */
function chooseUnlessQuoting(session: OpenSession, choice: string, { quotes }: InboundText): void {
  if (quotes) deliverEvent(session, UNEXPECTED);
  else deliverChoice(session, choice);
}

function routeCommand(
  session: OpenSession,
  command: CommandEvent,
  said: InboundText,
): RoutingOutcome {
  const { commands } = session.contract;
  switch (command.type) {
    case commands.optOut:
      return routeOptOut(session, said);
    case commands.optIn:
      return routeOptIn(session, said);
    case commands.greeting:
      return routeGreeting(session, command, said);
    default:
      deliverEvent(session, command);
      return "taken";
  }
}

/** A member who is in a form means the form as well. */
function routeOptOut(session: OpenSession, said: InboundText): RoutingOutcome {
  const isOfForm = isInForm(session);
  const isDecided = stopNotifications(session, said);
  if (isOfForm) deliverEvent(session, { type: session.contract.commands.cancel });
  return isOfForm || isDecided ? "taken" : "ignored";
}

function routeOptIn(session: OpenSession, said: InboundText): RoutingOutcome {
  switch (startNotifications(session, said)) {
    case "started":
      return "taken";
    case "outdated":
      return "ignored";
    case "greeting":
      return routeGreeting(session, { type: session.contract.commands.greeting }, said);
  }
}

function routeGreeting(
  session: OpenSession,
  command: CommandEvent,
  { at }: InboundText,
): RoutingOutcome {
  if (isAnswered(session, "greeting", at)) return "ignored";
  markAnswered(session, "greeting");
  deliverEvent(session, command);
  return "taken";
}

function isTextHandled({ running }: OpenSession): boolean {
  const event = { type: "text", text: "" };
  return running.paths().some((path) => running.handles(path, event));
}
