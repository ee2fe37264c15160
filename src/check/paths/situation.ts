import type { Call, Message } from "../../conversation/model/effect.ts";
import type { SessionRecord } from "../../conversation/model/record.ts";

/** A conversation in the middle of a path. Nothing of it is changed: each step makes another. */
export interface Situation {
  record?: SessionRecord;
  now: number;
  messages: number;
  /** Calls that credex-core has not ended: those that nobody waits for any more are told late. */
  calls: Call[];
  /** The active states, innermost last: "ready.offer/filling.amount". */
  stage: string;
  /** The stage at which choices were offered last. */
  askedAt: string;
  /** What members wrote on the way. */
  written: string[];
  /** What the last step brought. */
  heard: ReceivedBubble[];
  /** States and transitions that the last step went through. */
  taken: ReadonlySet<object>;
  /** What it threw, if it did. */
  failure?: unknown;
  /** Equal in situations that need not be told apart. */
  shape: string;
}

export interface ReceivedBubble {
  keys: string[];
  message: Message;
}
