import type { JournalEntry } from "../../../src/conversation/model/journal-entry.ts";

/** What a run left to compare: plain data, without a word or number of a member's. Times are in milliseconds. */
export interface Evidence {
  messages: Message[];
  taps: Tap[];
  /** All journals, in the order of their entries. */
  entries: Entry[];
  /** What the double received, in order. */
  arrivals: Arrival[];
  credexes: Credex[];
  /** Denominations in which what members hold and owe does not come to zero. */
  imbalances: string[];
  strikes: Strike[];
  /** Whether Redis may lose what it took within the last second. */
  mayForget: boolean;
}

/** What a member wrote; `id` as the journal has it. */
export interface Message {
  id: string;
  member: number;
  /** When the first server answered with 200. */
  acknowledgedAt?: number | undefined;
}

/** A message that sends an offer. */
export interface Tap {
  id: string;
  member: number;
  /** The same for all taps of one button. */
  button: string;
  cents: number;
  recipient: string;
}

export interface Entry {
  conversationId: string;
  at: number;
  line: JournalEntry;
  /** It was seen, and Redis came back from a kill without it. */
  isForgotten: boolean;
}

export interface Arrival {
  token: string;
  member: number;
  server: number;
  at: number;
  sentences: Sentence[];
}

/** What a bubble says of an offer. */
export interface Sentence {
  key: string;
  cents?: number | undefined;
  recipient?: string | undefined;
  reference?: string | undefined;
}

export interface Credex {
  credexID: string;
  /** Whose; none of the run's: undefined. */
  member: number | undefined;
  cents: number;
  recipient: string;
  at: number;
}

/** A fault, while it lasts. */
export interface Strike {
  kind: "kill" | "cut" | "stall" | "unanswered" | "redis kill";
  /** Absent: all servers. */
  server?: number | undefined;
  from: number;
  until: number;
}

/** Where a promise was broken, to be told without a word or number of a member's. */
export interface Breach {
  kind: BreachKind;
  member?: number | undefined;
  what: string;
  /** The token, or the id of the message or credex. */
  about?: string | undefined;
  /** The time from and until which it may have gone wrong. */
  from: number;
  until: number;
}

export const BREACH_KINDS = ["lost", "run twice", "out of order", "wrong money", "untold"] as const;
export type BreachKind = (typeof BREACH_KINDS)[number];
