import { assign, setup } from "xstate";
import { choiceValueOf, type FormTypes, minutes } from "./kit.ts";
import { hasNext, pageOf } from "./paging.ts";
import { says } from "./says.ts";
import { shorten } from "./shorten.ts";
import type { OwnAccount } from "./values.ts";

interface Form {
  accounts: OwnAccount[];
  /** The account that the member acts for. */
  accountID: string;
  page: number;
}

/** With "Next" and "Back" a list stays within the ten rows that WhatsApp shows. */
const PAGE_ROWS = 8;

const rowsOf = ({ accounts, page }: Form) => [
  ...pageOf(accounts, page, PAGE_ROWS).map((account) => ({
    row: "account" as const,
    value: account.accountID,
    title: shorten(account.accountName, 24),
    handle: account.accountHandle,
  })),
  ...(hasNext(accounts, page, PAGE_ROWS) ? [{ row: "next" as const }] : []),
  { row: "back" as const },
];

/** What the wordings show. */
const shows = ({ accounts, accountID }: Form) => ({
  account: accounts.find((account) => account.accountID === accountID)?.accountName ?? "",
});

/** A member of several accounts says which one to act for: picking → switched. */
export const switching = setup({
  types: {} as FormTypes<Form, Omit<Form, "page">, Pick<Form, "accountID">>,
  actions: {
    ...says(shows)({ "switching.ask": (form) => ({ choices: rowsOf(form) }) }),
    keepAccount: assign({ accountID: ({ event }) => choiceValueOf(event) }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
  },
  guards: { isFirstPage: ({ context }) => context.page === 0 },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "switching",
  context: ({ input }) => ({ ...input, page: 0 }),
  initial: "picking",
  output: ({ context }) => ({ accountID: context.accountID }),
  states: {
    picking: {
      description: "Lists the member's own accounts, a page at a time, and asks for one.",
      entry: "switching.ask",
      on: {
        "choice.account": { target: "switched", actions: "keepAccount" },
        "choice.next": { target: "picking", reenter: true, actions: "nextPage" },
        "choice.back": [
          { guard: "isFirstPage", target: "cancelled" },
          { target: "picking", reenter: true, actions: "previousPage" },
        ],
        back: [
          { guard: "isFirstPage", target: "cancelled" },
          { target: "picking", reenter: true, actions: "previousPage" },
        ],
        cancel: "cancelled",
        leave: { actions: "switching.cancelled" },
        unexpected: { target: "picking", reenter: true },
        media: { target: "picking", reenter: true, actions: "media" },
      },
      after: { replyTimeout: "expired" },
    },
    switched: { type: "final", tags: "goal", description: "The account is chosen; home shows it." },
    cancelled: { type: "final", description: "The account stays.", entry: "switching.cancelled" },
    expired: { type: "final", description: "No reply in time.", entry: "switching.expired" },
  },
});
