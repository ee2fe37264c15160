import type { Address } from "./address.ts";
import type { Json } from "./record.ts";

/** What a member reads: one bubble, in no channel's format yet. */
export interface Message {
  text: string;
  choices?: Choices | undefined;
}

/** What can be chosen below a bubble. A few choices are buttons; more are a list behind a button of its own. */
export type Choices =
  | { kind: "buttons"; items: Choice[] }
  | { kind: "list"; button: string; items: Choice[] };

export interface Choice {
  id: string;
  title: string;
  description?: string | undefined;
}

export interface ReplyEffect {
  kind: "reply";
  token: string;
  /** The copy keys that the bubble was made of. */
  keys: string[];
  address: Address;
  message: Message;
  /** What it is written in. */
  locale?: string | undefined;
  /** The identity of the release that said it. */
  release?: string | undefined;
  /** A number that the member types chooses: not at a confirmation, nor where words are asked for. */
  isNumbered?: boolean | undefined;
}

/** A request to another system: everything the dispatcher needs but the credentials. */
export interface Call {
  token: string;
  operation: string;
  input: Json;
  /** Must not happen twice: it is never sent again while it has no answer, but looked for. */
  atMostOnce: boolean;
  address: Address;
  locale: string;
}

export interface CallEffect extends Call {
  kind: "call";
}

export interface TimerEffect {
  kind: "timer";
  token: string;
  delayMs: number;
}

/**
 * Takes back a timer. A call is not taken back: its answer is stale, or, of one that is sent at most once, reported all
 * the same.
 */
export interface CancelEffect {
  kind: "cancel";
  token: string;
}

/** Something to do in the world, as data: committed with the record, carried out by the dispatcher. */
export type Effect = ReplyEffect | CallEffect | TimerEffect | CancelEffect;
