import type { ParkedEvent } from "../conversation/ports/store.ts";
import type { Sealing } from "./sealing.ts";
import { joinJson } from "./state-json.ts";

/** An event that is parked, with its conversation, and when it was parked, in milliseconds. */
export interface StoredParkedEvent extends ParkedEvent {
  conversationId: string;
  at: number;
}

/**
 * The text of a parked event. Conversation and time are not sealed, so that it can be found and expires without a key.
 */
export function toParked(
  { conversationId, at, ...event }: StoredParkedEvent,
  sealing: Sealing,
): string {
  const sealed = sealing.seal(event, placeOf(conversationId));
  return joinJson(JSON.stringify({ conversationId, at }), sealed);
}

/** What the text of a parked event holds; without the event if that cannot be opened. */
export function fromParked(text: string, sealing: Sealing): object {
  const { conversationId, at, ...stored } = parse(text);
  try {
    return { conversationId, at, ...sealing.open(stored, placeOf(`${conversationId}`)) };
  } catch {
    return { conversationId, at };
  }
}

function parse(text: string): { conversationId?: unknown; at?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function placeOf(conversationId: string): string {
  return `parked ${conversationId}`;
}
