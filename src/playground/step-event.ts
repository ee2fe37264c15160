import type { Content, ConversationEvent, ResultEvent } from "../conversation/model/event.ts";
import type { ConversationRecord } from "../conversation/model/record.ts";
import { isOwnChoiceId } from "../conversation/turn/choices.ts";
import type { StepEvent } from "./protocol.ts";

/** The event of a step. */
export function stepEventOf(
  event: ConversationEvent,
  before: ConversationRecord | undefined,
): StepEvent {
  switch (event.kind) {
    case "message":
      return { kind: "message", id: event.id, ...said(event.content) };
    case "result":
      return { kind: "result", operation: event.call.operation, ...ended(event.outcome) };
    case "timer": {
      const timer = before?.timers?.find(({ token }) => token === event.token);
      return { kind: "timer", name: nameOf(timer?.sendId) };
    }
    case "notice":
      return { kind: "notice", what: event.news.type };
  }
}

function said(content: Content): { what: string; text?: string; choice?: string } {
  switch (content.kind) {
    case "text":
      return { what: "text", text: content.text };
    case "choice": {
      const { id, title } = content;
      return { what: "choice", text: title, choice: isOwnChoiceId(id) ? choiceOf(id) : id };
    }
    case "media":
      return { what: content.media };
    case "flood":
    case "opened":
      return { what: content.kind };
  }
}

/** The machine's own name for the choice: the prefix added by `stampChoices` of choices.ts is removed. */
function choiceOf(id: string): string {
  return id.split("~").slice(2).join("~");
}

function ended(outcome: ResultEvent["outcome"]) {
  switch (outcome.kind) {
    case "done":
      return { outcome: outcome.kind, output: outcome.output };
    case "refused":
      return { outcome: `refused: ${outcome.code}` };
    default:
      return { outcome: outcome.kind };
  }
}

/** "xstate.after.replyTimeout.offer.filling" is "after.replyTimeout". */
function nameOf(sendId = "over"): string {
  return sendId.startsWith("xstate.after.") ? sendId.split(".").slice(1, 3).join(".") : sendId;
}
