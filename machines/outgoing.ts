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
  offers: PendingOffer[];
  outcome: MoneyOutcome;
}

/** With "Next" and "Back" a list stays within the ten rows that WhatsApp shows. */
const PAGE_ROWS = 8;

const rowsOf = ({ account: { pendingOut }, page }: Form) => [
  ...pageOf(pendingOut, page, PAGE_ROWS).map((offer) => ({
    row: "credex" as const,
    ...offerValues(offer),
  })),
  ...(hasNext(pendingOut, page, PAGE_ROWS) ? [{ row: "next" as const }] : []),
  { row: "back" as const },
];

/** What the wordings show of the offer that the member takes back. */
const shows = ({ account, offers }: Form) => ({
  account: account.accountName,
  offers: linesOf(offers),
  secured: offers.some(({ secured }) => secured) ? "yes" : "no",
});

/** A member takes back an offer that nobody has answered: pick → confirm → take back. */
export const outgoing = setup({
  types: {} as FormTypes<Form, Pick<Form, "account">, MoneyOutcome>,
  actions: {
    ...says(shows)({
      "outgoing.pick.ask": (form) => ({
        count: form.account.pendingOut.length,
        choices: rowsOf(form),
      }),
    }),
    pickOne: assign({
      offers: ({ event, context }) =>
        context.account.pendingOut.filter(({ credexID }) => credexID === choiceValueOf(event)),
    }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
    keepOutcome: assign({
      outcome: ({ event, context }) => ({ ...context.outcome, ...outputOf<MoneyOutcome>(event) }),
    }),
  },
  actors: { moneyCall },
  guards: { ...moneyOutcomes, isFirstPage: ({ context }) => context.page === 0 },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "outgoing",
  context: ({ input }) => ({
    ...input,
    page: 0,
    offers: [],
    outcome: { ended: "answered", profile: undefined, isStale: false },
  }),
  initial: "choosing",
  output: ({ context }) => context.outcome,
  states: {
    choosing: {
      description: "The member says which offer to take back. Nothing is sent yet.",
      initial: "picking",
      on: {
        cancel: "cancelled",
        leave: { actions: "decision.cancelled" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        picking: {
          description: "Lists the member's own pending offers, and asks for one.",
          entry: "outgoing.pick.ask",
          on: {
            "choice.credex": { target: "confirming", actions: "pickOne" },
            "choice.next": { target: "picking", reenter: true, actions: "nextPage" },
            "choice.back": [
              { guard: "isFirstPage", target: "#outgoing.cancelled" },
              { target: "picking", reenter: true, actions: "previousPage" },
            ],
            back: [
              { guard: "isFirstPage", target: "#outgoing.cancelled" },
              { target: "picking", reenter: true, actions: "previousPage" },
            ],
            unexpected: { target: "picking", reenter: true },
          },
          after: { replyTimeout: "#outgoing.expired" },
        },
        confirming: {
          description: "Shows the offer, and asks whether to take it back.",
          tags: "money",
          entry: "outgoing.confirm.ask",
          on: {
            "choice.confirm": "#outgoing.takingBack",
            "choice.back": "picking",
            back: "picking",
            unexpected: { target: "confirming", reenter: true, actions: "money.tap" },
          },
          after: { replyTimeout: "#outgoing.expired" },
        },
      },
    },
    takingBack: {
      description: "The form for money takes the offer back.",
      invoke: {
        src: "moneyCall",
        id: "moneyCall",
        input: ({ context }) => ({ call: "cancelCredex", decision: decisionOf(context) }),
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
