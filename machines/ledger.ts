import { assign, setup } from "xstate";
import {
  type MemberEvent,
  mediaReply,
  minutes,
  operations,
  outcomes,
  reasonOf,
  reply,
} from "./kit.ts";
import { partyOf } from "./shorten.ts";
import type { LedgerPage, OwnAccount, Profile } from "./values.ts";

interface Form {
  /** What credex-core told since the form was opened, if anything. */
  profile: Profile | undefined;
  account: OwnAccount;
  startRow: number;
  page: LedgerPage;
  reason: string;
}

/** Rows that are read without scrolling. */
const PAGE_ROWS = 7;

const linesOf = ({ rows }: LedgerPage) =>
  rows
    .map((row) => {
      const { formattedInitialAmount } = row;
      const sign = formattedInitialAmount.startsWith("-") ? "" : "+";
      return `*${sign}${formattedInitialAmount}* (${partyOf(row, 60)})`;
    })
    .join("\n");

const turnsOf = ({ startRow, page }: Form) => [
  ...(page.hasMore ? [{ row: "next" as const }] : []),
  ...(startRow > 0 ? [{ row: "previous" as const }] : []),
  { row: "back" as const },
];

/** A member reads what was accepted, a page at a time: loading → showing → home. */
export const ledger = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: { account: OwnAccount };
    output: { profile: Profile | undefined };
  },
  actions: {
    reply,
    nextPage: assign({ startRow: ({ context }) => context.startRow + PAGE_ROWS }),
    previousPage: assign({ startRow: ({ context }) => context.startRow - PAGE_ROWS }),
    keepPage: assign({
      page: (_, { page }: { page: LedgerPage; profile: Profile }) => page,
      profile: (_, { profile }) => profile,
    }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isBlank: ({ context }, { page }: { page: LedgerPage }) =>
      context.startRow === 0 && page.rows.length === 0,
  },
  delays: { patience: minutes(4) },
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
          { guard: { type: "isBlank", params: ({ event }) => event.output }, target: "blank" },
          {
            target: "showing",
            actions: { type: "keepPage", params: ({ event }) => event.output },
          },
        ],
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { target: "away" },
        ],
      },
    },
    showing: {
      description: "A page of what was accepted, the newest first.",
      entry: {
        type: "reply",
        params: ({ context }) => ({
          key: "ledger.page.ask",
          account: context.account.accountName,
          rows: linesOf(context.page),
          choices: turnsOf(context),
        }),
      },
      on: {
        "choice.next": { target: "loading", actions: "nextPage" },
        "choice.previous": { target: "loading", actions: "previousPage" },
        "choice.back": "closed",
        back: "closed",
        unexpected: { target: "showing", reenter: true },
        media: {
          target: "showing",
          reenter: true,
          actions: { type: "reply", params: mediaReply },
        },
      },
      after: { patience: "expired" },
    },
    away: {
      description: "credex-core was not reached; the member may try again.",
      entry: { type: "reply", params: { key: "ledger.away" } },
      on: { "choice.again": "loading", "choice.back": "closed", back: "closed" },
      after: { patience: "expired" },
    },
    blank: {
      type: "final",
      description: "Nothing was accepted yet.",
      entry: { type: "reply", params: { key: "ledger.blank" } },
    },
    refused: {
      type: "final",
      description: "credex-core said no, and why.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ledger.refused", reason: context.reason }),
      },
    },
    closed: { type: "final", description: "The member has read enough." },
    expired: {
      type: "final",
      description: "The member went quiet.",
      entry: { type: "reply", params: { key: "ledger.expired" } },
    },
  },
});
