import { isAnswered, markAnswered } from "./answered.ts";
import { readCommand, readSoftWord } from "./commands.ts";
import type { Draft } from "./draft.ts";
import { type Decider, startNotices, stopNotices } from "./notices.ts";
import type { Command, Interpret } from "./ports.ts";
import { findByNumber, findByTitle } from "./question.ts";
import { choose, type Hearing, isInForm, pass, tell, UNEXPECTED } from "./routing.ts";
import { MONEY, TEXT } from "./tags.ts";

/** A text, what it is in answer to, and what its contact has decided. */
type Said = Decider & { text: string; quotes?: true | undefined };

/** A title of the open question first, then a command, then what the question asks for. */
export function hearText(draft: Draft, said: Said, interpret: Interpret): Hearing {
  const { record, running } = draft;
  const { text, quotes } = said;
  const firmOnly = running.hasTag(TEXT);
  const command = readCommand(interpret, { text, locale: record.locale, firmOnly });
  const title = findByTitle(text, record.question);
  if (command && (quotes || title === undefined)) return hearCommand(draft, command, said);
  if (title !== undefined) chooseUnlessQuoting(draft, title, said);
  else if (running.hasTag(MONEY)) hearAtMoney(draft, said, interpret);
  else hearAnswer(draft, said, interpret);
  return "taken";
}

/** A number may be a corrected amount, and "yes" an answer to something else: neither moves money. */
function hearAtMoney(draft: Draft, { text, quotes }: Said, interpret: Interpret): void {
  const { locale, question } = draft.record;
  const soft = readSoftWord(interpret, { text, locale });
  if (soft === "no" && !quotes) tell(draft, { type: "cancel" });
  else if (soft !== undefined || findByNumber(text, question) !== undefined)
    tell(draft, UNEXPECTED);
  else tell(draft, { type: "text", text });
}

/** "yes" or "no" where a machine answers it, words where they are asked for, else the number of a choice. */
function hearAnswer(draft: Draft, said: Said, interpret: Interpret): void {
  const { record, running } = draft;
  const { text, quotes } = said;
  const soft = readSoftWord(interpret, { text, locale: record.locale });
  if (soft !== undefined && !quotes && pass(draft, { type: soft })) return;
  const number = isTextHandled(draft) ? undefined : findByNumber(text, record.question);
  if (number !== undefined) {
    chooseUnlessQuoting(draft, number, said);
    return;
  }
  // A name may be a word of ours: the machine can ask which is meant.
  const isField = running.hasTag(TEXT);
  const meant = isField ? readCommand(interpret, { text, locale: record.locale }) : undefined;
  tell(draft, { type: "text", text, ...(meant && { command: meant.type }) });
}

/** What quotes a message may mean a question of long ago, so the open one is asked again. */
function chooseUnlessQuoting(draft: Draft, choice: string, { quotes }: Said): void {
  if (quotes) tell(draft, UNEXPECTED);
  else choose(draft, choice);
}

function hearCommand(draft: Draft, command: Command, said: Said): Hearing {
  switch (command.type) {
    case "stop":
      return hearStop(draft, said);
    case "start":
      return hearStart(draft, said);
    case "home":
      return hearHome(draft, command, said);
    default:
      tell(draft, command);
      return "taken";
  }
}

/** A member who is in a form means the form as well. */
function hearStop(draft: Draft, said: Said): Hearing {
  const isOfForm = isInForm(draft);
  const isDecided = stopNotices(draft, said);
  if (isOfForm) tell(draft, { type: "cancel" });
  return isOfForm || isDecided ? "taken" : "ignored";
}

function hearStart(draft: Draft, said: Said): Hearing {
  switch (startNotices(draft, said)) {
    case "started":
      return "taken";
    case "outdated":
      return "ignored";
    case "greeting":
      return hearHome(draft, { type: "home" }, said);
  }
}

function hearHome(draft: Draft, command: Command, { at }: Said): Hearing {
  if (isAnswered(draft, "home", at)) return "ignored";
  markAnswered(draft, "home");
  tell(draft, command);
  return "taken";
}

function isTextHandled({ running }: Draft): boolean {
  const event = { type: "text", text: "" };
  return running.paths().some((path) => running.handles(path, event));
}
