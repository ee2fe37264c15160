import type { AnyEventObject } from "xstate";
import type { Draft } from "./draft.ts";
import type { Content } from "./event.ts";
import type { Interpret } from "./ports.ts";
import { findByNumber, findByTitle, readTap } from "./question.ts";

/** Takes what a member sent to the machine. Returns `false` when it says nothing new. */
export function hear(draft: Draft, content: Content, interpret: Interpret): boolean {
  switch (content.kind) {
    case "media":
      tell(draft, { type: "media", media: content.media });
      return true;
    case "text":
      hearText(draft, content.text, interpret);
      return true;
    case "choice":
      return hearTap(draft, content, interpret);
  }
}

function hearTap(
  draft: Draft,
  { id, title }: { id: string; title: string },
  interpret: Interpret,
): boolean {
  const { question, session_id } = draft.record;
  const tap = readTap(id, session_id, question);
  switch (tap.kind) {
    case "choice":
      choose(draft, tap.choice);
      return true;
    case "foreign":
      hearText(draft, title, interpret);
      return true;
    case "again":
      return false;
    case "outdated":
      if (question.toldOutdated) return false;
      draft.record.question = { ...question, toldOutdated: true };
      tell(draft, { type: "outdated" });
      return true;
  }
}

/** A title first, then a command; a number is a choice only where no words are asked for. */
function hearText(draft: Draft, text: string, interpret: Interpret): void {
  const { record, running } = draft;
  const event = { type: "text", text };
  const areWordsAskedFor = running.paths().some((path) => running.handles(path, event));
  const title = findByTitle(text, record.question);
  const command = interpret({ text, locale: record.locale });
  const number = areWordsAskedFor ? undefined : findByNumber(text, record.question);
  const choice = title ?? (command === undefined ? number : undefined);
  if (choice !== undefined) choose(draft, choice);
  else tell(draft, command === undefined ? event : { type: command });
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
