import type { Address } from "../model/address.ts";
import type { Message, ReplyEffect } from "../model/effect.ts";
/**
 * What a message becomes when the channel does not show it: shorter, plain text with its choices, or a word of apology.
 */
export type FallbackForm = "shortened" | "plain" | "apology";

export interface Fallback {
  form: FallbackForm;
  message: Message;
}

/** Sentences that a fallback is made with, in the member's language. */
export interface FallbackWords {
  /** Before choices that are chosen by their number. */
  byNumber: string;
  /** Before choices that are chosen by their title. */
  byTitle: string;
  /** In place of a message that cannot be shown at all. */
  sorry: string;
}

/** Sends replies to members. */
export interface Channel {
  /**
   * Other forms of a reply whose content the channel does not show, to be tried in this order. Absent: there are none.
   */
  fallbacks?(reply: ReplyEffect, words: FallbackWords): Fallback[];
  /** Throws an error with a `code` for a reply that breaks the channel's own limits. */
  send(options: { conversationId: string; reply: ReplyEffect }): Promise<SendOutcome>;
  /** Shows the member that the message was read and, if wanted, that an answer is being written. Never throws. */
  read(options: { address: Address; messageId: string; typing: boolean }): Promise<void>;
}

export type SendOutcome =
  | { kind: "accepted"; messageId: string }
  /** May pass: after a while (`delayMs` if the channel named one). */
  | ({ kind: "retry"; code: string; delayMs?: number | undefined } & RetryLimit)
  /** It left, and no answer says whether it was taken: a report may yet. Else it is sent again. */
  | ({ kind: "unclear"; code: string } & RetryLimit)
  /** Will never pass with this content; another form of it may. */
  | { kind: "unfit"; code: string }
  /** Will never pass. */
  | { kind: "refused"; code: string };

/**
 * A reply is given up after `tries` attempts that failed for this reason; failures for other reasons have limits of
 * their own. A channel has a fixed set of reasons, so that all attempts of a reply together are limited too.
 */
export interface RetryLimit {
  reason: string;
  tries: number;
}
