import type { ConversationEvent, MessageEvent } from "../model/event.ts";
import type { ConversationRecord, SessionRecord } from "../model/record.ts";
import { isOpen } from "../model/record-fields.ts";
import { isWrittenBefore } from "./choices.ts";

/**
 * The identity of the release that has to take an event: that of the open session, unless the event moves the session.
 * A session in which several releases have taken turns belongs to the one that asked its last question. `undefined`:
 * the event may be taken by the release that the contact meets now.
 */
export function releaseToKeep(
  record: ConversationRecord | undefined,
  event: ConversationEvent,
): string | undefined {
  if (!isOpen(record) || (event.kind === "message" && movesSession(record, event)))
    return undefined;
  return record.machine.release ?? record.question.release;
}

/**
 * Whether another release may take the session with this message: no form is open, and no call is pending. A message
 * that is older than the open question is no answer to it, and moves nothing.
 */
export function movesSession(record: SessionRecord, { content, at }: MessageEvent): boolean {
  const { children } = record.snapshot;
  return (
    content.kind !== "opened" &&
    !isWrittenBefore(record.question, at) &&
    record.calls.length === 0 &&
    Object.keys(Object(children)).length === 0
  );
}
