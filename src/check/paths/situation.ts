import type { Call, Message } from "../../conversation/model/effect.ts";
import type { SessionRecord } from "../../conversation/model/record.ts";

/** A conversation in the middle of a path. Immutable: each step returns another. */
export interface Situation {
  record?: SessionRecord;
  now: number;
  messages: number;
  /** Calls that credex-core has not finished; the outcome of abandoned ones is delivered late. */
  calls: Call[];
  /** The active states, innermost last: "ready.offer/filling.amount". */
  stage: string;
  /** The text of the last message with choices. */
  asked: string;
  /** The money calls that were made so far, with what they sent. */
  confirmed: string[];
  /** What the last step sent with a money call, and the question before it did not show. */
  unshown: { operation: string; value: string }[];
  /** The situation in which choices were last offered. */
  askedAt: string;
  /** What members have written so far. */
  written: string[];
  /** The effects of the last step. */
  received: ReceivedBubble[];
  /** The states and transitions that the last step took. */
  taken: ReadonlySet<object>;
  /** The error that it threw, if any. */
  failure?: unknown;
  /** Equal for situations that are equivalent. */
  shape: string;
}

export interface ReceivedBubble {
  keys: string[];
  message: Message;
}
