import type { Address } from "./address.ts";
import type { Call } from "./effect.ts";
import type { Credentials, Json, NotificationConsent } from "./record.ts";
/** What a member sent. */
export type Content =
  /** `quotes`: as an answer to a certain message, which may be an older one. */
  | { kind: "text"; text: string; quotes?: true | undefined }
  /** `id` as it was offered (see `question.ts`), or whatever a foreign button carried. */
  | { kind: "choice"; id: string; title: string }
  /** What cannot be read as words: a photo, a voice note, a place; `media` is its kind. */
  | { kind: "media"; media: string }
  /** The member opened the chat for the first time, and has said nothing. */
  | { kind: "opened" }
  /** One message more than a member can mean in a minute, whatever it said. */
  | { kind: "flood" };

export interface MessageEvent {
  kind: "message";
  /** Short, unique for the message, the same at every delivery; also opens and names a session. */
  id: string;
  /** When the member sent it, in milliseconds since 1970; not later than it arrived. */
  at: number;
  /** The timestamp of the message itself, where it is later than `at`. It is the same at every delivery. */
  statedAt?: number | undefined;
  address: Address;
  locale: string;
  /** "off": the member does not want notifications. */
  notices?: NotificationConsent | undefined;
  /** When they wrote that, or the opposite, last; milliseconds. */
  noticesAt?: number | undefined;
  content: Content;
}

/** The answer to a call, or what is known in place of one. */
export interface ResultEvent {
  kind: "result";
  call: Call;
  outcome: Outcome;
  /** Secrets that the answer brought for the calls to come. */
  credentials?: Credentials | undefined;
}

export interface TimerEvent {
  kind: "timer";
  token: string;
}

/** News that the member has not asked for. */
export interface NotificationEvent {
  kind: "notice";
  /** Short, unique for the news, the same at every delivery. */
  id: string;
  /** When it happened, in milliseconds since 1970. */
  at: number;
  /** Where the notification is sent if no session is open. */
  address: Address;
  locale: string;
  /** What the root machine hears. */
  news: NotificationPayload;
}

export type NotificationPayload = { type: `notice.${string}`; [value: string]: Json };

/** A fact that enters a conversation. */
export type ConversationEvent = MessageEvent | ResultEvent | TimerEvent | NotificationEvent;

/** How a call ended. Only `unknown` and `unconfirmed` leave open whether something was done. */
export type Outcome =
  /** `reference`: what the other system calls the thing that was made or changed. */
  | { kind: "done"; output: Json; reference?: string | undefined }
  /** The other system refused. `code` is stable, `reason` its own words. Nothing was done. */
  | { kind: "refused"; code: string; reason: string }
  /** The other system could not be reached. Nothing was done. */
  | { kind: "away" }
  /** It was not sent before its start-by time. Nothing was done. */
  | { kind: "expired" }
  /** Calls that are sent at most once are paused by an operator. Nothing was done. */
  | { kind: "paused" }
  /** An earlier call of this kind in the conversation is not settled yet. Nothing was done. */
  | { kind: "unsettled" }
  /** The call was sent and no answer came, so its outcome is unknown. Reconciliation is running. */
  | { kind: "unknown" }
  /** Reconciliation ended without finding the call, so its outcome stays unknown. */
  | { kind: "unconfirmed" };
