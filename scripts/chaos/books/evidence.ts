import type { Counted } from "../../../src/conversation/model/count.ts";
import type { JournalEntry } from "../../../src/conversation/model/journal-entry.ts";

/** The data that a run leaves for comparison, without texts or numbers of members. Times are in milliseconds. */
export interface Evidence {
  messages: Message[];
  taps: Tap[];
  /** All journals, in the order of their entries. */
  entries: Entry[];
  /** The messages that the Cloud API fake received, in order. */
  arrivals: Arrival[];
  credexes: Credex[];
  /** The numbers of all days of the run. Absent: they are not compared. */
  counts?: Counted[] | undefined;
  /** Denominations in which the sum of all balances and debts is not zero. */
  imbalances: string[];
  strikes: Strike[];
  /** Whether Redis may lose its latest writes: those of the last second, or those that no replica has. */
  mayForget: boolean;
}

/** A member's message; `id` as in the journal. */
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
  /** It was journalled, and Redis lost it when it was killed, or its replica took over. */
  isForgotten: boolean;
}

export interface Arrival {
  token: string;
  member: number;
  server: number;
  at: number;
  sentences: Sentence[];
}

/** What a bubble says about an offer. */
export interface Sentence {
  key: string;
  cents?: number | undefined;
  recipient?: string | undefined;
  reference?: string | undefined;
}

export interface Credex {
  credexID: string;
  /** The member; undefined if it is none of the run's. */
  member: number | undefined;
  cents: number;
  recipient: string;
  at: number;
}

/** A fault, with its start and end. */
export interface Strike {
  kind: "kill" | "cut" | "stall" | "unanswered" | "redis kill" | "slot move";
  /** Absent: all servers. */
  server?: number | undefined;
  from: number;
  until: number;
}

/** A broken promise, described without texts or numbers of members. */
export interface Breach {
  kind: BreachKind;
  member?: number | undefined;
  what: string;
  /** The token, or the id of the message or credex. */
  about?: string | undefined;
  /** The time window of the failure. */
  from: number;
  until: number;
}

export const BREACH_KINDS = [
  "lost",
  "run twice",
  "out of order",
  "wrong money",
  "untold",
  "miscounted",
] as const;
export type BreachKind = (typeof BREACH_KINDS)[number];
