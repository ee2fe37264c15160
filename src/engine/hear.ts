import type { AnyEventObject } from "xstate";
import type { Draft } from "./draft.ts";
import type { MessageEvent } from "./event.ts";
import type { Interpret } from "./ports.ts";
import { findByNumber, findByTitle, readTap } from "./question.ts";

/** A message that has waited longer was held up on its way; less may be two clocks that differ. */
const LATE_MS = 90_000;

/** Takes what a member sent to the machine. Returns `false` when it says nothing new. */
export function hear(draft: Draft, { content, at }: MessageEvent, interpret: Interpret): boolean {
  switch (content.kind) {
    case "media":
      tell(draft, { type: "media", media: content.media });
      return true;
    case "flood":
      tell(draft, { type: "flood" });
      return true;
    case "text":
      return hearText(draft, { text: content.text, at }, interpret);
    case "choice":
      return hearTap(draft, { ...content, at }, interpret);
  }
}

/** What a session begins with leads home, but for a word that also says where to go from there. */
export function hearFirst(draft: Draft, { content }: MessageEvent, interpret: Interpret): void {
  if (content.kind !== "text") return;
  const type = interpret({ text: content.text, locale: draft.record.locale });
  if (type === "offers") tell(draft, { type });
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
  { id, title, at }: { id: string; title: string; at: number },
  interpret: Interpret,
): boolean {
  const { question, session_id } = draft.record;
  const tap = readTap(id, session_id, question);
  switch (tap.kind) {
    case "choice":
      choose(draft, tap.choice);
      return true;
    case "foreign":
      return hearText(draft, { text: title, at }, interpret);
    case "again":
      return false;
    case "outdated":
      if (question.toldOutdated || isAnswered(draft, "outdated", at)) return false;
      markAnswered(draft, "outdated");
      draft.record.question = { ...question, toldOutdated: true };
      tell(draft, { type: "outdated" });
      return true;
  }
}

/** A title first, then a command; a number is a choice only where no words are asked for. */
function hearText(
  draft: Draft,
  { text, at }: { text: string; at: number },
  interpret: Interpret,
): boolean {
  const { record, running } = draft;
  const event = { type: "text", text };
  const areWordsAskedFor = running.paths().some((path) => running.handles(path, event));
  const title = findByTitle(text, record.question);
  const command = interpret({ text, locale: record.locale });
  const number = areWordsAskedFor ? undefined : findByNumber(text, record.question);
  const choice = title ?? (command === undefined ? number : undefined);
  if (choice === undefined && command === "home") {
    if (isAnswered(draft, "home", at)) return false;
    markAnswered(draft, "home");
  }
  if (choice !== undefined) choose(draft, choice);
  else tell(draft, command === undefined ? event : { type: command });
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
