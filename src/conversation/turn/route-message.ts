import type { MessageEvent } from "../model/event.ts";
import type { Interpret } from "../ports/copy.ts";
import { isOurs, isWrittenBefore, readTap } from "./choices.ts";
import { commandOf } from "./commands.ts";
import { choose, type Hearing, pass, tell } from "./deliver-event.ts";
import { startNotices, stopNotices } from "./notification-consent.ts";
import { isAnswered, markAnswered } from "./repeated-messages.ts";
import { hearLate } from "./route-late-message.ts";
import { hearText } from "./route-text.ts";
import type { Draft } from "./session.ts";

/** Takes what a member sent to the machine. */
export function hear(draft: Draft, event: MessageEvent, interpret: Interpret): Hearing {
  const { content, at } = event;
  const isLate = isWrittenBefore(draft.record.question, at);
  switch (content.kind) {
    case "flood":
      tell(draft, { type: "flood" });
      return "taken";
    case "opened":
      return "ignored";
    case "choice":
      if (isOurs(content.id)) return hearTap(draft, content.id, at);
      if (isLate) return hearLate(draft, event, interpret);
      return hearText(draft, { ...event, text: content.title }, interpret);
    case "text":
      if (isLate) return hearLate(draft, event, interpret);
      return hearText(draft, { ...event, ...content }, interpret);
    case "media":
      if (isLate) return hearLate(draft, event, interpret);
      tell(draft, { type: "media", media: content.media });
      return "taken";
  }
}

/**
 * Takes a command to a session that has just begun, if anything there answers it; being led home it is
 * already. `isLate`: it was written before the question that the member was asked last.
 */
export function heed(
  draft: Draft,
  event: MessageEvent,
  { interpret, isLate = false }: { interpret: Interpret; isLate?: boolean },
): void {
  const command = commandOf(event, interpret);
  if (!command) return;
  switch (command.type) {
    case "home":
      return;
    case "stop":
      stopNotices(draft, event);
      return;
    case "start":
      startNotices(draft, event);
      return;
    default:
      if (!isLate) pass(draft, command);
  }
}

function hearTap(draft: Draft, id: string, at: number): Hearing {
  const { question, session_id } = draft.record;
  const tap = readTap(id, session_id, question);
  switch (tap.kind) {
    case "choice":
      choose(draft, tap.choice);
      return "taken";
    case "again":
      return "ignored";
    case "outdated":
      if (question.toldOutdated || isAnswered(draft, "outdated", at)) return "ignored";
      markAnswered(draft, "outdated");
      draft.record.question = { ...question, toldOutdated: true };
      tell(draft, { type: "outdated" });
      return "taken";
  }
}
