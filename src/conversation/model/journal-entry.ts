import type { ConversationEvent } from "./event.ts";

/** A line of a conversation's journal: what happened, without a word that was said and without a phone number. */
export type JournalEntry = TurnEntry | DeliveryEntry | StatusEntry;

export interface TurnEntry {
  kind: "turn";
  event: ConversationEvent["kind"];
  /** The message's or notice's id; the token of the call or timer. */
  id: string;
  /** text, choice or media; the operation of a call; what a notice tells of; of a timer nothing. */
  what: string;
  outcome: "taken" | "answered" | "stale" | "parked";
  /** How the call ended: "done", the code of a refusal, or the outcome's kind. */
  call?: string | undefined;
  /** What the other system calls the thing that the call made or changed. */
  reference?: string | undefined;
  /** The state before and after, and the version that came of it; absent where the record stays as it is. */
  from?: string | undefined;
  to?: string | undefined;
  version?: number | undefined;
  /** "reply <token> <copy keys>" and "call <token> <operation>". */
  effects: string[];
}

/** A reply was taken by the channel, or given up. */
export interface DeliveryEntry {
  kind: "delivery";
  token: string;
  outcome: "accepted" | "dead";
  code?: string | undefined;
}

/** What the channel reported of a reply later. */
export interface StatusEntry {
  kind: "status";
  token: string;
  status: string;
  code?: string | undefined;
}
