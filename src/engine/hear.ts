import type { AnyEventObject } from "xstate";
import type { Draft } from "./draft.ts";
import type { MessageEvent } from "./event.ts";
import type { Interpret } from "./ports.ts";
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
    case "text":
      return hearText(draft, { ...event, text: content.text }, interpret);
    case "choice":
      return hearTap(draft, { ...event, ...content }, interpret);
  }
}

/** What a session begins with leads home, but for words that say more than that. */
export function hearFirst(draft: Draft, event: MessageEvent, interpret: Interpret): void {
  const word = wordOf(event, interpret);
  if (word === "start") hearStart(draft, event);
  if (word === "offers") tell(draft, { type: word });
}

/** Whether a message says that notices are to stop, be it by a template's button. */
export function isStop(event: MessageEvent, interpret: Interpret): boolean {
  return wordOf(event, interpret) === "stop";
}

function wordOf({ content, locale }: MessageEvent, interpret: Interpret): string | undefined {
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

/** A title first, then a command; a number is a choice only where no words are asked for. */
function hearText(
  draft: Draft,
  { text, ...heard }: Heard & { text: string },
  interpret: Interpret,
): boolean {
  const { record, running } = draft;
  const event = { type: "text", text };
  const areWordsAskedFor = running.paths().some((path) => running.handles(path, event));
  const title = findByTitle(text, record.question);
  const command = interpret({ text, locale: record.locale });
  const number = areWordsAskedFor ? undefined : findByNumber(text, record.question);
  const choice = title ?? (command === undefined ? number : undefined);
  if (choice !== undefined) choose(draft, choice);
  else if (command === undefined) tell(draft, event);
  else return hearCommand(draft, command, heard);
  return true;
}

/** What is known of a message beside its words. */
type Heard = Pick<MessageEvent, "at" | "notices">;

function hearCommand(draft: Draft, command: string, heard: Heard): boolean {
  switch (command) {
    case "stop":
      hearStop(draft);
      return true;
    case "start":
      return hearStart(draft, heard) || hearCommand(draft, "home", heard);
    case "home":
      if (isAnswered(draft, "home", heard.at)) return false;
      markAnswered(draft, "home");
  }
  tell(draft, { type: command });
  return true;
}

/** Everywhere on WhatsApp STOP means "write no more to me"; who is in a form means the form as well. */
function hearStop(draft: Draft): void {
  const isInForm = draft.running.paths().length > 1;
  draft.running.deliver("", { type: "stop" });
  if (isInForm) tell(draft, { type: "cancel" });
}

/** START takes back a STOP; where there was none it is a greeting like others. Returns whether there was. */
function hearStart({ running }: Draft, { notices }: Heard): boolean {
  if (notices !== "off") return false;
  running.deliver("", { type: "start" });
  return true;
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

/** Tells the innermost machine that has an answer to the event; where none has, that it was unexpected. */
function tell({ running }: Draft, event: AnyEventObject): void {
  for (const candidate of [event, { type: "unexpected" }]) {
    const path = running.paths().find((path) => running.handles(path, candidate));
    if (path === undefined) continue;
    running.deliver(path, candidate);
    return;
  }
}
