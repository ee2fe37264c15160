import { assign, sendParent, setup } from "xstate";
import { choiceValueOf, type MemberEvent, mediaReply, minutes, reply } from "./kit.ts";
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
  ...accounts.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS).map((account) => ({
    row: "account" as const,
    value: account.accountID,
    title: shorten(account.accountName, 24),
    handle: account.accountHandle,
  })),
  ...(accounts.length > (page + 1) * PAGE_ROWS ? [{ row: "next" as const }] : []),
  { row: "back" as const },
];

const nameOf = ({ accounts, accountID }: Form) =>
  accounts.find((account) => account.accountID === accountID)?.accountName ?? "";

/** A member of several accounts says which one to act for: picking → switched. */
export const switching = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: Omit<Form, "page">;
    output: { accountID: string };
  },
  actions: {
    reply,
    keepAccount: assign({ accountID: ({ event }) => choiceValueOf(event) }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
    passOn: sendParent(({ event }) => event),
  },
  guards: { isFirstPage: ({ context }) => context.page === 0 },
  delays: { patience: minutes(4) },
}).createMachine({
  id: "switching",
  context: ({ input }) => ({ ...input, page: 0 }),
  initial: "picking",
  output: ({ context }) => ({ accountID: context.accountID }),
  states: {
    picking: {
      description: "The member's own accounts, a page of them.",
      entry: {
        type: "reply",
        params: ({ context }) => ({
          key: "switching.ask",
          account: nameOf(context),
          choices: rowsOf(context),
        }),
      },
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
        home: {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "switching.cancelled", account: nameOf(context) }),
            },
            "passOn",
          ],
        },
        offers: {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "switching.cancelled", account: nameOf(context) }),
            },
            "passOn",
          ],
        },
        language: {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "switching.cancelled", account: nameOf(context) }),
            },
            "passOn",
          ],
        },
        "quick.offer": {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "switching.cancelled", account: nameOf(context) }),
            },
            "passOn",
          ],
        },
        unexpected: { target: "picking", reenter: true },
        media: {
          target: "picking",
          reenter: true,
          actions: { type: "reply", params: mediaReply },
        },
      },
      after: { patience: "expired" },
    },
    switched: { type: "final", description: "The account is chosen; home shows it." },
    cancelled: {
      type: "final",
      description: "The member stays with the account.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "switching.cancelled", account: nameOf(context) }),
      },
    },
    expired: {
      type: "final",
      description: "The member went quiet.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "switching.expired", account: nameOf(context) }),
      },
    },
  },
});
