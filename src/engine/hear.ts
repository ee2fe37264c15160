import type { AnyEventObject } from "xstate";
import type { Draft } from "./draft.ts";
import type { MessageEvent } from "./event.ts";
import type { Command, Interpret } from "./ports.ts";
import { findByNumber, findByTitle, isOurs, readTap } from "./question.ts";

/** A message that has waited longer was held up on its way; less may be two clocks that differ. */
const LATE_MS = 90_000;

/** Takes what a member sent to the machine. Returns `false` when it says nothing new. */
export function hear(draft: Draft, event: MessageEvent, interpret: Interpret): boolean {
  const { content } = event;
  switch (content.kind) {
    case "media":
      tell(draft, { type: "media", media: content.media });
      return true;
    case "flood":
      tell(draft, { type: "flood" });
      return true;
    case "opened":
      return false;
    case "text":
      return hearText(draft, { ...event, ...content }, interpret);
    case "choice":
      return hearTap(draft, { ...event, ...content }, interpret);
  }
}

/** Takes a command to a session that has just begun, if anything there answers it; being led home it is already. */
export function heed(draft: Draft, event: MessageEvent, interpret: Interpret): void {
  const command = commandOf(event, interpret);
  if (!command) return;
  switch (command.type) {
    case "home":
      return;
    case "stop":
      hearStop(draft);
      return;
    case "start":
      hearStart(draft, event);
      return;
    default:
      pass(draft, command);
  }
}

/** The command that a message is, be it by a template's button. */
export function commandOf(
  { content, locale }: MessageEvent,
  interpret: Interpret,
): Command | undefined {
  if (content.kind === "text") return interpret({ text: content.text, locale });
  const isForeign = content.kind === "choice" && !isOurs(content.id);
  return isForeign ? interpret({ text: content.title, locale }) : undefined;
}

/** Notes that the member is told what one need not hear twice in a row. */
export function markAnswered({ record, now }: Draft, what: Repeatable): void {
  record.answered = { ...record.answered, [what]: now };
}

/** Two things that a member sends again and again while no answer comes. */
type Repeatable = keyof NonNullable<Draft["record"]["answered"]>;

/** Held up on its way, and written before the member could read the answer that they have by now. */
function isAnswered({ record, now }: Draft, what: Repeatable, at: number): boolean {
  const answeredAt = record.answered?.[what];
  return answeredAt !== undefined && at < answeredAt && now - at > LATE_MS;
}

/** What is known of a message beside its words. */
type Heard = Pick<MessageEvent, "at" | "notices">;

function hearTap(
  draft: Draft,
  { id, title, ...heard }: Heard & { id: string; title: string },
  interpret: Interpret,
): boolean {
  const { question, session_id } = draft.record;
  const tap = readTap(id, session_id, question);
  switch (tap.kind) {
    case "choice":
      choose(draft, tap.choice);
      return true;
    case "foreign":
      return hearText(draft, { ...heard, text: title }, interpret);
    case "again":
      return false;
    case "outdated":
      if (question.toldOutdated || isAnswered(draft, "outdated", heard.at)) return false;
      markAnswered(draft, "outdated");
      draft.record.question = { ...question, toldOutdated: true };
      tell(draft, { type: "outdated" });
      return true;
  }
}

/**
 * A choice first, then a command. What quotes a message chooses nothing: it may mean a question of
 * long ago, so the one that stands is asked again.
 */
function hearText(
  draft: Draft,
  { text, quotes, ...heard }: Heard & { text: string; quotes?: true | undefined },
  interpret: Interpret,
): boolean {
  const command = interpret({ text, locale: draft.record.locale });
  const choice = quotes && command ? undefined : readChoice(draft, text, command);
  if (choice === undefined && command) return hearCommand(draft, command, heard);
  if (choice === undefined) tell(draft, { type: "text", text });
  else if (quotes) tell(draft, UNEXPECTED);
  else choose(draft, choice);
  return true;
}

function hearCommand(draft: Draft, command: Command, heard: Heard): boolean {
  switch (command.type) {
    case "stop":
      hearStop(draft);
      return true;
    case "start":
      return hearStart(draft, heard) || hearCommand(draft, { type: "home" }, heard);
    case "home":
      if (isAnswered(draft, "home", heard.at)) return false;
      markAnswered(draft, "home");
  }
  tell(draft, command);
  return true;
}

/** Everywhere on WhatsApp STOP means "write no more to me"; who is in a form means the form as well. */
function hearStop(draft: Draft): void {
  const { running, now } = draft;
  const isInForm = running.paths().length > 1;
  running.deliver("", { type: "stop", at: now });
  if (isInForm) tell(draft, { type: "cancel" });
}

/** START takes back a STOP; where there was none it is a greeting like others. Returns whether there was. */
function hearStart({ running, now }: Draft, { notices }: Heard): boolean {
  if (notices !== "off") return false;
  running.deliver("", { type: "start", at: now });
  return true;
}

/** A title, or else a number, where that is no command and no words are asked for. */
function readChoice(
  { record, running }: Draft,
  text: string,
  command: Command | undefined,
): string | undefined {
  const title = findByTitle(text, record.question);
  if (title !== undefined || command) return title;
  const event = { type: "text", text };
  const areWordsAskedFor = running.paths().some((path) => running.handles(path, event));
  return areWordsAskedFor ? undefined : findByNumber(text, record.question);
}

/** "confirm" becomes `choice.confirm`; "account=A1" becomes `choice.account` with the value "A1". */
function choose(draft: Draft, choice: string): void {
  draft.record.question = { ...draft.record.question, taken: choice };
  const split = choice.indexOf("=");
  const event =
    split < 0
      ? { type: `choice.${choice}` }
      : { type: `choice.${choice.slice(0, split)}`, value: choice.slice(split + 1) };
  tell(draft, event);
}

const UNEXPECTED = { type: "unexpected" };

/** Tells the innermost machine that has an answer to the event; where none has, that it was unexpected. */
function tell(draft: Draft, event: AnyEventObject): void {
  if (!pass(draft, event)) pass(draft, UNEXPECTED);
}

/** Delivers an event, with the time, which a machine knows from nowhere else, if any machine has an answer. */
function pass({ running, now }: Draft, event: AnyEventObject): boolean {
  const timed = { ...event, at: now };
  const path = running.paths().find((path) => running.handles(path, timed));
  if (path !== undefined) running.deliver(path, timed);
  return path !== undefined;
}
