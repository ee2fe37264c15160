import type { Command, Interpret } from "../ports/copy.ts";
import { findByNumber, findByTitle } from "./choices.ts";
import { readCommand, readSoftWord } from "./commands.ts";
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
import { MONEY, TEXT } from "./state-tags.ts";

/** A text, what it is in answer to, and what its contact has decided. */
type InboundText = ConsentSource & { text: string; quotes?: true | undefined };

/** A title of the open question first, then a command, then what the question asks for. */
export function routeText(
  session: OpenSession,
  said: InboundText,
  interpret: Interpret,
): RoutingOutcome {
  const { record, running } = session;
  const { text, quotes } = said;
  const firmOnly = running.hasTag(TEXT);
  const command = readCommand(interpret, { text, locale: record.locale, firmOnly });
  const title = findByTitle(text, record.question);
  if (command && (quotes || title === undefined)) return routeCommand(session, command, said);
  if (title !== undefined) chooseUnlessQuoting(session, title, said);
  else if (running.hasTag(MONEY)) routeMoneyAnswer(session, said, interpret);
  else routeAnswer(session, said, interpret);
  return "taken";
}

/** A number may be a corrected amount, and "yes" an answer to something else: neither moves money. */
function routeMoneyAnswer(
  session: OpenSession,
  { text, quotes }: InboundText,
  interpret: Interpret,
): void {
  const { locale, question } = session.record;
  const soft = readSoftWord(interpret, { text, locale });
  if (soft === "no" && !quotes) deliverEvent(session, { type: "cancel" });
  else if (soft !== undefined || findByNumber(text, question) !== undefined)
    deliverEvent(session, UNEXPECTED);
  else deliverEvent(session, { type: "text", text });
}

/** "yes" or "no" where a machine answers it, words where they are asked for, else the number of a choice. */
function routeAnswer(session: OpenSession, said: InboundText, interpret: Interpret): void {
  const { record, running } = session;
  const { text, quotes } = said;
  const soft = readSoftWord(interpret, { text, locale: record.locale });
  if (soft !== undefined && !quotes && tryDeliver(session, { type: soft })) return;
  const number = isTextHandled(session) ? undefined : findByNumber(text, record.question);
  if (number !== undefined) {
    chooseUnlessQuoting(session, number, said);
    return;
  }
  // A name may be a word of ours: the machine can ask which is meant.
  const isField = running.hasTag(TEXT);
  const meant = isField ? readCommand(interpret, { text, locale: record.locale }) : undefined;
  deliverEvent(session, { type: "text", text, ...(meant && { command: meant.type }) });
}

/** What quotes a message may mean a question of long ago, so the open one is asked again. */
function chooseUnlessQuoting(session: OpenSession, choice: string, { quotes }: InboundText): void {
  if (quotes) deliverEvent(session, UNEXPECTED);
  else deliverChoice(session, choice);
}

function routeCommand(session: OpenSession, command: Command, said: InboundText): RoutingOutcome {
  switch (command.type) {
    case "stop":
      return routeStop(session, said);
    case "start":
      return routeStart(session, said);
    case "home":
      return routeHome(session, command, said);
    default:
      deliverEvent(session, command);
      return "taken";
  }
}

/** A member who is in a form means the form as well. */
function routeStop(session: OpenSession, said: InboundText): RoutingOutcome {
  const isOfForm = isInForm(session);
  const isDecided = stopNotifications(session, said);
  if (isOfForm) deliverEvent(session, { type: "cancel" });
  return isOfForm || isDecided ? "taken" : "ignored";
}

function routeStart(session: OpenSession, said: InboundText): RoutingOutcome {
  switch (startNotifications(session, said)) {
    case "started":
      return "taken";
    case "outdated":
      return "ignored";
    case "greeting":
      return routeHome(session, { type: "home" }, said);
  }
}

function routeHome(session: OpenSession, command: Command, { at }: InboundText): RoutingOutcome {
  if (isAnswered(session, "home", at)) return "ignored";
  markAnswered(session, "home");
  deliverEvent(session, command);
  return "taken";
}

function isTextHandled({ running }: OpenSession): boolean {
  const event = { type: "text", text: "" };
  return running.paths().some((path) => running.handles(path, event));
}
