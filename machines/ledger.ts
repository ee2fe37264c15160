import { assign, setup } from "xstate";
import {
  type FormTypes,
  minutes,
  operations,
  outcomes,
  outputOf,
  profileAfter,
  reasonOf,
} from "./kit.ts";
import { says } from "./says.ts";
import { type LedgerPage, ledgerLinesOf, type OwnAccount, type Profile } from "./values.ts";

interface Form {
  /** What credex-core answered since the form was opened, if anything. */
  profile: Profile | undefined;
  account: OwnAccount;
  startRow: number;
  page: LedgerPage;
  reason: string;
}

/** Rows that are read without scrolling. */
const PAGE_ROWS = 7;

const turnsOf = ({ startRow, page }: Form) => [
  ...(page.hasMore ? [{ row: "next" as const }] : []),
  ...(startRow > 0 ? [{ row: "previous" as const }] : []),
  { row: "back" as const },
];

/** What the wordings show beside the fields of the form. */
const shows = ({ account, page }: Form) => ({
  account: account.accountName,
  rows: ledgerLinesOf(page),
});

/** A member reads what was accepted, a page at a time: loading → showing → home. */
export const ledger = setup({
  types: {} as FormTypes<Form, Pick<Form, "account">, Pick<Form, "profile">>,
  actions: {
    ...says(shows)({ "ledger.page.ask": (form) => ({ choices: turnsOf(form) }) }),
    nextPage: assign({ startRow: ({ context }) => context.startRow + PAGE_ROWS }),
    previousPage: assign({ startRow: ({ context }) => context.startRow - PAGE_ROWS }),
    keepPage: assign({
      page: ({ event, context }) => outputOf<Form>(event).page ?? context.page,
      profile: ({ event, context }) => profileAfter(event, context),
    }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isBlank: ({ context, event }) =>
      context.startRow === 0 && outputOf<Form>(event).page?.rows.length === 0,
  },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "ledger",
  context: ({ input }) => ({
    ...input,
    profile: undefined,
    startRow: 0,
    page: { rows: [], hasMore: false },
    reason: "",
  }),
  initial: "loading",
  output: ({ context }) => ({ profile: context.profile }),
  on: { cancel: ".closed" },
  states: {
    loading: {
      description: "credex-core is asked for a page.",
      on: { unexpected: {}, media: {} },
      invoke: {
        src: "getLedger",
        input: ({ context: { account, startRow } }) => ({
          accountID: account.accountID,
          startRow,
          numRows: PAGE_ROWS,
        }),
        onDone: [
          { guard: "isBlank", target: "blank" },
          { target: "showing", actions: "keepPage" },
        ],
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { target: "unreachable" },
        ],
      },
    },
    showing: {
      tags: "goal",
      description: "Shows a page of what was accepted, the newest first.",
      entry: "ledger.page.ask",
      on: {
        "choice.next": { target: "loading", actions: "nextPage" },
        "choice.previous": { target: "loading", actions: "previousPage" },
        "choice.back": "closed",
        back: "closed",
        unexpected: { target: "showing", reenter: true },
        media: { target: "showing", reenter: true, actions: "media" },
      },
      after: { replyTimeout: "expired" },
    },
    unreachable: {
      description: "credex-core was not reached. Asks whether to try again.",
      entry: "ledger.away",
      on: {
        "choice.again": "loading",
        "choice.back": "closed",
        back: "closed",
        media: { target: "unreachable", reenter: true, actions: "media" },
      },
      after: { replyTimeout: "expired" },
    },
    blank: { type: "final", description: "Nothing was accepted yet.", entry: "ledger.blank" },
    refused: { type: "final", description: "credex-core refused.", entry: "ledger.refused" },
    closed: { type: "final", description: "The member has closed the ledger." },
    expired: { type: "final", description: "No reply in time.", entry: "ledger.expired" },
  },
});
