import { assign, setup } from "xstate";
import { choiceValueOf, type FormTypes, minutes, outputOf } from "./kit.ts";
import { decisionOf, type MoneyOutcome, moneyOutcomes } from "./money.ts";
import { moneyCall } from "./money-call.ts";
import { hasNext, offerValues, pageOf } from "./paging.ts";
import { says } from "./says.ts";
import { linesOf, type OwnAccount, type PendingOffer } from "./values.ts";

interface Form {
  account: OwnAccount;
  page: number;
  /** Those that the member decides about. */
  offers: PendingOffer[];
  /** What the member decides. */
  call: "acceptCredex" | "acceptCredexBulk" | "declineCredex";
  outcome: MoneyOutcome;
}

/** With "Accept all", "Next" and "Back" a list has ten rows, which is what WhatsApp shows. */
const PAGE_ROWS = 7;

const shownIn = ({ account, page }: Form) => pageOf(account.pendingIn, page, PAGE_ROWS);

const rowsOf = (form: Form) => {
  const shown = shownIn(form);
  return [
    ...shown.map((offer) => ({ row: "credex" as const, ...offerValues(offer) })),
    ...(shown.length > 1 ? [{ row: "all" as const, count: shown.length }] : []),
    ...(hasNext(form.account.pendingIn, form.page, PAGE_ROWS) ? [{ row: "next" as const }] : []),
    { row: "back" as const },
  ];
};

const securedFirst = (offers: PendingOffer[]) =>
  [true, false].flatMap((secured) => offers.filter((offer) => offer.secured === secured));

/** What the wordings show of the offers that the member decides about. */
const shows = ({ account, offers }: Form) => ({
  account: account.accountName,
  offers: linesOf(offers),
  count: offers.length,
  secured: offers.some(({ secured }) => secured) ? "yes" : "no",
  unsecuredCount: offers.filter(({ secured }) => !secured).length,
});

/** A member decides about what was offered: pick → see → accept or decline; or a page at once. */
export const incoming = setup({
  types: {} as FormTypes<Form, Pick<Form, "account">, MoneyOutcome>,
  actions: {
    ...says(shows)({
      "incoming.pick.ask": (form) => ({
        count: form.account.pendingIn.length,
        choices: rowsOf(form),
      }),
    }),
    pickOne: assign({
      offers: ({ event, context }) =>
        context.account.pendingIn.filter(({ credexID }) => credexID === choiceValueOf(event)),
    }),
    pickPage: assign({ offers: ({ context }) => securedFirst(shownIn(context)) }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
    accept: assign({ call: "acceptCredex" }),
    acceptAll: assign({ call: "acceptCredexBulk" }),
    decline: assign({ call: "declineCredex" }),
    keepOutcome: assign({
      outcome: ({ event, context }) => ({ ...context.outcome, ...outputOf<MoneyOutcome>(event) }),
    }),
  },
  actors: { moneyCall },
  guards: { ...moneyOutcomes, isFirstPage: ({ context }) => context.page === 0 },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "incoming",
  context: ({ input }) => ({
    ...input,
    page: 0,
    offers: [],
    call: "declineCredex",
    outcome: { ended: "answered", profile: undefined, isStale: false },
  }),
  initial: "choosing",
  output: ({ context }) => context.outcome,
  states: {
    choosing: {
      description: "The member says what to do with which offer. Nothing is sent yet.",
      initial: "picking",
      on: {
        cancel: "cancelled",
        leave: { actions: "decision.cancelled" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        picking: {
          description: "Lists the pending offers, a page at a time, and asks for one.",
          entry: "incoming.pick.ask",
          on: {
            "choice.credex": { target: "seeing", actions: "pickOne" },
            "choice.all": { target: "confirming", actions: "pickPage" },
            "choice.next": { target: "picking", reenter: true, actions: "nextPage" },
            "choice.back": [
              { guard: "isFirstPage", target: "#incoming.cancelled" },
              { target: "picking", reenter: true, actions: "previousPage" },
            ],
            back: [
              { guard: "isFirstPage", target: "#incoming.cancelled" },
              { target: "picking", reenter: true, actions: "previousPage" },
            ],
            unexpected: { target: "picking", reenter: true },
          },
          after: { replyTimeout: "#incoming.expired" },
        },
        seeing: {
          description: "Shows one offer, and asks whether to accept or decline it.",
          tags: "money",
          entry: "incoming.see.ask",
          on: {
            "choice.accept": { target: "#incoming.deciding", actions: "accept" },
            "choice.decline": { target: "#incoming.deciding", actions: "decline" },
            "choice.back": "picking",
            back: "picking",
            unexpected: { target: "seeing", reenter: true, actions: "money.tap" },
          },
          after: { replyTimeout: "#incoming.expired" },
        },
        confirming: {
          description: "Shows all offers of the page, and asks whether to accept them.",
          tags: "money",
          entry: "incoming.all.ask",
          on: {
            "choice.confirm": { target: "#incoming.deciding", actions: "acceptAll" },
            "choice.back": "picking",
            back: "picking",
            unexpected: { target: "confirming", reenter: true, actions: "money.tap" },
          },
          after: { replyTimeout: "#incoming.expired" },
        },
      },
    },
    deciding: {
      description: "The form for money does what the member decided.",
      invoke: {
        src: "moneyCall",
        id: "moneyCall",
        input: ({ context }) => ({ call: context.call, decision: decisionOf(context) }),
        onDone: [
          { guard: "isBack", target: "cancelled" },
          { guard: "isExpired", target: "expired" },
          { target: "ended", actions: "keepOutcome" },
        ],
      },
    },
    ended: { type: "final", tags: "goal", description: "The member has read the outcome." },
    cancelled: { type: "final", description: "Nothing is changed.", entry: "decision.cancelled" },
    expired: { type: "final", description: "No reply in time.", entry: "decision.expired" },
  },
});
