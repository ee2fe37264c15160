import { fromPromise, type OutputFrom } from "xstate";
import { dayAt } from "./days.ts";
import type { QuickOffer } from "./quick-offer.ts";
import { visible } from "./text.ts";
import type {
  Account,
  Amount,
  Denomination,
  LedgerPage,
  Payee,
  PendingOffer,
  Profile,
} from "./values.ts";

/** What a member can do, as a machine sees it; `at` is when it was heard, in milliseconds since 1970. */
export type MemberEvent = { at: number } & (
  | {
      type: "text";
      text: string;
      /** The type of the command that the text also is, where a name or a handle is asked for. */
      command?: string;
    }
  /** A button or row that a reply offered; `value` is what stood behind its `=`, if anything. */
  | { type: `choice.${string}`; value?: string }
  /** A photo, a voice note, a place, or what WhatsApp has not passed on: what cannot be read as words. */
  | { type: "media"; media: string }
  /** Words that mean the same everywhere: see copy/words.ts. */
  | { type: "home" | "cancel" | "back" | "help" | "language" }
  /** Only where a machine answers it, and never at a question about money. */
  | { type: "yes" | "no" }
  /** An offer in one line: see quick-offer.ts. */
  | ({ type: "quick.offer" } & QuickOffer)
  /**
   * A form is left by the event that comes next, which a machine around it handles: see `leaving` in src/vimbiso.ts.
   */
  | { type: "leave" }
  /** What we say by ourselves is to stop, or to start again. */
  | { type: "stop" | "start" }
  /** "offers": the member would like to answer what was offered. */
  | { type: "offers" }
  /** A button of a question that is over. */
  | { type: "outdated" }
  /** A message that was written before the open question was asked. */
  | { type: "late" }
  /** The member writes more than anybody can mean. What comes now is not read for a minute. */
  | { type: "flood" }
  /** Nothing in the machine fits what the member did. */
  | { type: "unexpected" }
);

/** What the engine tells the root machine of a conversation. */
export type ConversationEvent =
  | MemberEvent
  /** The session before this one is over. */
  | { type: "session.over" }
  /** The machine was edited, and the conversation could not be carried over. */
  | { type: "machine.edited" }
  /**
   * Something broke on our side while an event was processed. `isOutcomeLost`: the outcome of a money call cannot be
   * reported in detail, because the report itself breaks.
   */
  | { type: "trouble"; during: "message" | "result" | "timer"; isOutcomeLost?: true }
  /** credex-core tells of an offer; `account` is the member's, or "none". */
  | { type: `notice.${NoticeOf}`; offer: PendingOffer; account: string }
  /** So many notices within the hour that those to come are not said. */
  | { type: "notice.many" }
  /** A money call ended after its form was left. */
  | ({ type: "call.late"; operation: string; input: unknown } & (
      | { outcome: "done"; output: unknown }
      | { outcome: "refused" | "away" | "expired" | "paused" | "unsettled" }
      /** No answer came. `unknown`: reconciliation is running. `unconfirmed`: it ended without finding the call. */
      | { outcome: "unknown" | "unconfirmed" }
    ));

/** What may happen to an offer by another's hand. */
type NoticeOf = "created" | "accepted" | "declined" | "cancelled";

/** Why a call was not done. Only `unknown` leaves open whether it was: what is found out comes as `call.late`. */
export type CallError =
  | { kind: "refused"; code: string; reason: string }
  /** `paused`: by an operator. `unsettled`: an earlier money call of the member is still unresolved. */
  | { kind: "away" | "expired" | "unknown" | "paused" | "unsettled" };

/** The types of a machine, for `setup`: what it remembers, starts with, and brings when it ends. */
export interface FormTypes<Context, Input, Output, Event = MemberEvent> {
  context: Context;
  events: Event;
  input: Input;
  output: Output;
}

/** Guards over what a call that was not done brought. */
export const outcomes = {
  isRefused: ({ event }: Happening) => errorOf(event)?.kind === "refused",
  isUnknown: ({ event }: Happening) => errorOf(event)?.kind === "unknown",
  isPaused: ({ event }: Happening) => errorOf(event)?.kind === "paused",
  isUnsettled: ({ event }: Happening) => errorOf(event)?.kind === "unsettled",
  isRefusedAs: ({ event }: Happening, { code }: { code: string }) => {
    const error = errorOf(event);
    return error?.kind === "refused" && error.code === code;
  },
};

type Happening = { event: object };

function errorOf(event: object): CallError | undefined {
  return "error" in event ? (event.error as CallError) : undefined;
}

/** credex-core's words for a refusal, without the full stop; "none" if it gave none. */
export function reasonOf(event: object): string {
  const error = errorOf(event);
  const reason = error?.kind === "refused" ? error.reason : "";
  let end = reason.length;
  while (end > 0 && ". \n\t".includes(reason.charAt(end - 1))) end--;
  return reason.slice(0, end) || "none";
}

/** What the member wrote, as they see it themselves, or "". */
export function textOf(event: object): string {
  return "text" in event && typeof event.text === "string" ? visible(event.text).trim() : "";
}

/** What a call or a form brought that is done; empty for every other event. */
export function outputOf<Output extends object>(event: object): Partial<Output> {
  return "output" in event && typeof event.output === "object" ? { ...event.output } : {};
}

/** The profile that a call or a form brought, else the one that was known. */
export function profileAfter<Known>(event: object, { profile }: { profile: Known }) {
  return outputOf<{ profile: Profile }>(event).profile ?? profile;
}

/** What stood behind the `=` of the choice that was taken, or "". */
export function choiceValueOf(event: object): string {
  return "value" in event && typeof event.value === "string" ? event.value : "";
}

/** The day in Harare on which the member did it. */
export function todayOf(event: object): string {
  return dayAt("at" in event && typeof event.at === "number" ? event.at : 0);
}

/** Asks the open question again. The engine does so; this body never runs. */
export function askAgain(): void {}

/** What is said from here on is in this language. The engine reads the params; this body never runs. */
export function speak(_: unknown, _language: { locale: string }): void {}
/** Sets whether the member wants notifications. The engine reads the params; this body never runs. */
export function setNotices(_: unknown, _params: { notices: "on" | "off" }): void {}

/** Names an operation of credex-core. The dispatcher performs it; this body never runs. */
function operation<Output, Input>() {
  return fromPromise<Output, Input>(() =>
    Promise.reject(new Error("Operations run in the dispatcher")),
  );
}

type Nothing = Record<string, never>;

/** credex-core's operations, and one of ours. Who is asking is known to the dispatcher, never said by a machine. */
export const operations = {
  /** Ours: keeps the member's language with their contact. */
  keepLanguage: operation<null, { locale: string }>(),
  login: operation<{ profile: Profile }, Nothing>(),
  onboardMember: operation<
    { profile: Profile },
    { firstname: string; lastname: string; defaultDenom: Denomination }
  >(),
  getDashboard: operation<{ profile: Profile }, Nothing>(),
  getAccountByHandle: operation<Payee, { handle: string }>(),
  getLedger: operation<
    { page: LedgerPage; profile: Profile },
    { accountID: string; startRow: number; numRows: number }
  >(),
  createCredex: operation<{ credexID: string; profile: Profile }, Offer>(),
  acceptCredex: operation<{ profile: Profile }, Decision>(),
  /** `accepted`: how many of them; the others are as they were. */
  acceptCredexBulk: operation<{ accepted: number; profile: Profile }, Decision>(),
  declineCredex: operation<{ profile: Profile }, Decision>(),
  cancelCredex: operation<{ profile: Profile }, Decision>(),
  /** May set up a recurring payment. */
  hustler10k: operation<{ profile: Profile }, Upgrade>(),
};

/** What an operation brings when it is done. */
export type OutputOf<Name extends keyof typeof operations> = OutputFrom<(typeof operations)[Name]>;

/** What a credex offer says to credex-core. */
export type Offer = {
  issuerAccountID: string;
  receiver: Account;
  amount: Amount;
  /** Of an unsecured one: from 1 to 52 weeks ahead. */
  dueDate?: string;
};

/** Pending offers of one account that the member has decided about. Only a bulk takes more than one. */
export type Decision = { accountID: string; offers: PendingOffer[] };

export type Upgrade = { personalAccountID: string };

/** Operations that change a balance, an offer or what is paid. */
export const moneyOperations: ReadonlySet<string> = new Set([
  "createCredex",
  "acceptCredex",
  "acceptCredexBulk",
  "declineCredex",
  "cancelCredex",
  "hustler10k",
] satisfies Array<keyof typeof operations>);

export const minutes = (count: number): number => count * 60_000;
