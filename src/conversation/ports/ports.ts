import type { Call, CallEffect, Effect, Message, ReplyEffect } from "../model/effect.ts";
import type { Address, Outcome } from "../model/event.ts";
import type { Line } from "../model/journal-entry.ts";
import type { Json, NoticeDecision, Record } from "../model/record.ts";

/** Milliseconds since 1970. */
export type Clock = () => number;

/** Keeps conversations. Every method throws a `StoreError` when the store cannot be reached. */
export interface Store {
  load(conversationId: string): Promise<Loaded>;
  /** Whether a message was consumed before. */
  wasSeen(message: Seen): Promise<boolean>;
  /** Writes all of a turn or nothing of it. */
  commit(commit: Commit): Promise<Committed>;
  /** Ends what was open: keeps only `preserve` of the record, and its version goes on. */
  cleanup(options: {
    conversationId: string;
    /** The version that was loaded. */
    version: number;
    preserve: readonly PreservedField[];
  }): Promise<"cleaned" | "conflict">;
}

/** A message or a notice; `at` in milliseconds is its own time. */
export interface Seen {
  id: string;
  at: number;
}

export type PreservedField = "jwt_token" | "profile" | "current_account";

export type Loaded =
  | { kind: "none" }
  | { kind: "record"; record: Record }
  /** Something stands where the record should, and it cannot be read as one; `digest` tells it from others. */
  | { kind: "corrupt"; cause: StoreError; digest: string };

export interface Commit {
  conversationId: string;
  /** What was loaded; a different session or version there now is a conflict. */
  loaded: Loaded;
  /** Absent: the record stays as it is. */
  record?: Record | undefined;
  metadata?: Metadata | undefined;
  /** The message or notice that this commit consumes. */
  seen?: Seen | undefined;
  effects: Effect[];
  /** The call or timer that this commit consumes. */
  settles?: Settled | undefined;
  /** What the member has said about notices, kept with their contact unless a later decision is there. */
  notices?: NoticeDecision | undefined;
  /** The event that could not be taken, kept for the operator. */
  parked?: Parked | undefined;
  /** What the journal says of it. */
  line: Line;
}

/** The seed's metadata: where the conversation is, what was chosen last, and whose turn it is. */
export interface Metadata {
  stage: string;
  /** Absent: nothing was chosen, the one before stays. */
  option?: string | undefined;
  direction: "IN" | "OUT";
}

export type Settled =
  /** `lookAfterMs`: a money call without an answer, which is unsettled from now on and looked for after so long. */
  | { kind: "call"; lease: Lease; token: string; lookAfterMs?: number | undefined }
  | { kind: "timer"; token: string };

export interface Parked {
  event: Json;
  cause: string;
}

export type Committed =
  | "committed"
  /** Another commit came first. */
  | "conflict"
  /** The message or notice was consumed before. */
  | "duplicate"
  /** The call was taken over by another worker. */
  | "lost";

/** Effects that are committed and not settled. Time and due are the store's own clock. */
export interface Outbox {
  /** At most `limit` of what is due of a kind, the longest due first; each is not due again for `leaseMs`. */
  due(options: { kind: WorkKind; limit: number; leaseMs: number }): Promise<Found>;
  /** The head of a lane, under a lease; `undefined` when there is none or another holds it. */
  claim(options: Lease & { leaseMs: number }): Promise<Work | undefined>;
  /**
   * Writes down that a money call is about to leave, with a note for whoever may have to look for it,
   * and holds its lane for `leaseMs` from now.
   */
  markSent(options: { lease: Lease; token: string; leaseMs: number; note: Json }): Promise<Mark>;
  /** Ends an attempt, and the lease with it. `"lost"`: another has taken over, and nothing was changed. */
  settle(options: {
    lease: Lease;
    token: string;
    verdict: Verdict;
  }): Promise<"more" | "empty" | "lost">;
  /**
   * Takes note of what the channel reports of a reply. If its lane still waits to know whether it was sent,
   * that is settled; returns whether there is more in the lane then.
   */
  report(report: Report): Promise<"more" | "empty" | "noted">;
  /** Drops the seen marks of messages that are too old to be run again. Returns how many hours went. */
  sweep(options: { olderThanMs: number }): Promise<number>;
  /** How much waits, and how much was given up. */
  count(): Promise<{ due: number; dead: number; parked: number }>;
}

/** What happened in conversations, for some days. It is written by the commits and settlements themselves. */
export interface Journal {
  /** The oldest line first; `at` in milliseconds by the store's own clock. */
  read(conversationId: string): Promise<{ at: number; line: Line }[]>;
}

/** What may be done about a money call: anything but `sent` means that it must not leave. */
export type Mark =
  | "sent"
  /** Another has taken over. */
  | "lost"
  /** An earlier money call of the conversation is not settled. */
  | "unsettled"
  /** Money calls are paused. */
  | "paused";

export interface Report {
  conversationId: string;
  /** The reply's. */
  token: string;
  status: "sent" | "delivered" | "read" | "played" | "failed";
  code?: string | undefined;
}

/**
 * Replies of a conversation are one lane, its calls another, the money call that got no answer a third.
 * Within a lane one comes after the other.
 */
export type Lane = (typeof LANES)[number];

export const LANES = ["replies", "calls", "unsettled"] as const;

/** Each kind of work becomes due, and is found, apart from the others: none hides another. */
export type WorkKind = (typeof WORK_KINDS)[number];

export const WORK_KINDS = [...LANES, "timers"] as const;

/** The right to work on a lane. `fence` is unique for each time it is taken. */
export interface Lease {
  conversationId: string;
  lane: Lane;
  fence: string;
}

export type Due =
  | { kind: "lane"; conversationId: string; lane: Lane }
  | { kind: "timer"; conversationId: string; token: string };

export interface Found {
  due: Due[];
  /** For how long the oldest that was due and not taken has been due, 1 at least; 0 if all were taken. */
  lateMs: number;
}

export interface Work {
  effect: ReplyEffect | CallEffect;
  /** When it was committed, in milliseconds. */
  at: number;
  /** Attempts that ended in a retry. */
  attempts: number;
  /** How often it was claimed since; more than once, and somebody has not come to an end with it. */
  claims: number;
  /** A money call that somebody has marked as sent. */
  sent: boolean;
  /** What was noted when it was. */
  note?: Json | undefined;
}

export type Verdict =
  | { kind: "done" }
  | { kind: "retry"; delayMs: number }
  /** Given up: kept among the dead letters with its code. */
  | { kind: "dead"; code: string };

/** Knows who a member is. */
export interface Contacts {
  /**
   * Finds or makes the one contact of these keys. Concurrent calls agree, a repeat changes nothing.
   * A contact that loses a phone number, is merged, or has another identity key than before loses its open
   * session with it; its calls and replies stay. `heard`: they wrote, which is kept to the minute.
   */
  resolve(identity: Identity, heard?: Heard): Promise<Contact>;
  /** The contact that a phone number leads to. Makes none. */
  find(phone: string): Promise<FoundContact | undefined>;
  /** Keeps the language of who these keys lead to, and leads none of them elsewhere. A repeat changes nothing. */
  keepLocale(options: {
    identity: Pick<Identity, "phone" | "userId">;
    locale: string;
  }): Promise<"kept" | "unknown">;
}

/** That a member wrote: through which of our numbers, and when, in milliseconds. */
export interface Heard {
  businessNumberId: string;
  at: number;
}

export interface Identity {
  phone?: string | undefined;
  /** The number that `phone` replaces: it leads to nobody any more. */
  formerPhone?: string | undefined;
  userId?: string | undefined;
  /** The user id that `userId` replaces: both lead to one contact. */
  previousUserId?: string | undefined;
  /** Names the key that the member's WhatsApp encrypts with. It changes with a new phone, or with a new owner. */
  keyHash?: string | undefined;
  /** When WhatsApp reported that the key has changed, in milliseconds. */
  keyChangedAt?: number | undefined;
}

export interface Contact {
  id: string;
  locale: string;
  /** Absent: on. */
  notices?: Notices | undefined;
  /** When the member has decided so, by the time of their message in milliseconds; absent if never. */
  noticesAt?: number | undefined;
}

export interface FoundContact extends Contact {
  /** When they wrote last to a number that is served here, if they have. */
  heard?: Heard | undefined;
}

/** Whether a member wants to be told what others do to their offers. */
export type Notices = "on" | "off";

/** What a message becomes when the channel does not show it: shorter, plain text with its choices, or a word of apology. */
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
  /** Other forms of a reply whose content the channel does not show, to be tried in this order. Absent: there are none. */
  fallbacks?(reply: ReplyEffect, words: FallbackWords): Fallback[];
  /** Throws an error with a `code` for a reply that breaks the channel's own limits. */
  send(options: { conversationId: string; reply: ReplyEffect }): Promise<Sent>;
  /** Shows the member that the message was read and, if wanted, that an answer is being written. Never throws. */
  read(options: { address: Address; messageId: string; typing: boolean }): Promise<void>;
}

export type Sent =
  | { kind: "accepted"; messageId: string }
  /** May pass: after a while (`delayMs` if the channel named one), and at most `tries` times. */
  | { kind: "retry"; code: string; tries: number; delayMs?: number | undefined }
  /** It left, and no answer says whether it was taken: a report may yet. Else again, at most `tries` times. */
  | { kind: "unclear"; code: string; tries: number }
  /** Will never pass with this content; another form of it may. */
  | { kind: "unfit"; code: string }
  /** Will never pass. */
  | { kind: "refused"; code: string };

/** credex-core's operations. Never throws: what goes wrong is an outcome. */
export interface Operations {
  /** Carries out a call. */
  perform(request: {
    call: Call;
    credexToken: string | undefined;
    /** To be awaited right before a money call leaves, with what `find` will need to tell it from others like it. */
    beforeSend: (note: Json) => Promise<Mark>;
  }): Promise<Performed | { kind: "lost" }>;
  /** Looks for what became of a money call that got no answer; `unknown` if there is no sign of it yet. */
  find(request: {
    call: Call;
    credexToken: string | undefined;
    note: Json | undefined;
  }): Promise<Performed>;
}

export interface Performed {
  kind: "outcome";
  outcome: Outcome;
  credexToken?: string | undefined;
}

/** The five-minute session tokens. `now` in milliseconds. */
export interface Tokens {
  issue(claims: Claims): string;
  verify(token: string, claims: Claims): "valid" | "expired" | "forged";
}

export interface Claims {
  conversationId: string;
  sessionId: string;
  now: number;
}

/** Puts a reply into the member's words. Throws when the copy does not hold what the machine asks for. */
export type Render = (options: { reply: Reply; locale: string; now: number }) => Message;

/** What a machine says: a copy key, and a value for each of its placeholders. */
export interface Reply {
  key: string;
  [value: string]: unknown;
}

/** Reads a typed text as a command, or not. */
export type Interpret = (options: Readable) => Command | undefined;

interface Readable {
  text: string;
  locale: string;
  /** A name or a handle is asked for: only words that are names nowhere are commands. */
  firmOnly?: boolean | undefined;
}

/** What a machine hears for it: `home`, `cancel`, …, and whatever else was said with it. */
export interface Command {
  type: string;
  [value: string]: Json;
}

/** The store failed. */
export class StoreError extends Error {
  readonly code: "unavailable" | "corrupt";
  /** The store's own word for it, from the adapter's closed list. */
  readonly reason: string | undefined;
  constructor(
    code: "unavailable" | "corrupt",
    message: string,
    { cause, reason }: { cause?: unknown; reason?: string | undefined } = {},
  ) {
    super(message, { cause });
    this.name = "StoreError";
    this.code = code;
    this.reason = reason;
  }
}
