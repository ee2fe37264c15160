import { assign, sendParent, setup } from "xstate";
import { choiceValueOf, type MemberEvent, minutes, outputOf } from "./kit.ts";
import { type MoneyOutcome, moneyOutcomes } from "./money.ts";
import { moneyCall } from "./money-call.ts";
import { partyOf } from "./party.ts";
import { media, says } from "./says.ts";
import { linesOf, type OwnAccount, type PendingOffer, sumOf } from "./values.ts";

interface Form {
  account: OwnAccount;
  page: number;
  offers: PendingOffer[];
  outcome: MoneyOutcome;
}

/** With "Next" and "Back" a list stays within the ten rows that WhatsApp shows. */
const PAGE_ROWS = 8;

const shownIn = ({ account, page }: Form) =>
  account.pendingOut.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS);

const hasNext = ({ account, page }: Form) => account.pendingOut.length > (page + 1) * PAGE_ROWS;

const rowsOf = (form: Form) => [
  ...shownIn(form).map((offer) => ({
    row: "credex" as const,
    value: offer.credexID,
    sum: sumOf(offer),
    counterparty: partyOf(offer, 50),
  })),
  ...(hasNext(form) ? [{ row: "next" as const }] : []),
  { row: "back" as const },
];

/** A member takes back an offer that nobody has answered: pick → confirm → take back. */
export const outgoing = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: { account: OwnAccount };
    output: MoneyOutcome;
  },
  actions: {
    ...says<Form>()({
      "outgoing.pick.ask": (form) => ({
        count: form.account.pendingOut.length,
        choices: rowsOf(form),
      }),
      "outgoing.confirm.ask": ({ offers, account }) => ({
        offers: linesOf(offers),
        secured: offers.some(({ secured }) => secured) ? "yes" : "no",
        account: account.accountName,
      }),
      "money.tap": true,
      "decision.cancelled": true,
      "decision.expired": true,
    }),
    media,
    pickOne: assign({
      offers: ({ event, context }) =>
        context.account.pendingOut.filter(({ credexID }) => credexID === choiceValueOf(event)),
    }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
    forwardToParent: sendParent(({ event }) => event),
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
    outcome: { ended: "told", profile: undefined, isStale: false },
  }),
  initial: "choosing",
  output: ({ context }) => context.outcome,
  states: {
    choosing: {
      description: "The member says which offer to take back. Nothing is sent yet.",
      initial: "picking",
      on: {
        cancel: "cancelled",
        home: { actions: ["decision.cancelled", "forwardToParent"] },
        offers: { actions: ["decision.cancelled", "forwardToParent"] },
        language: { actions: ["decision.cancelled", "forwardToParent"] },
        "quick.offer": { actions: ["decision.cancelled", "forwardToParent"] },
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
      on: {
        home: { actions: "forwardToParent" },
        offers: { actions: "forwardToParent" },
        language: { actions: "forwardToParent" },
        "quick.offer": { actions: "forwardToParent" },
      },
      invoke: {
        src: "moneyCall",
        id: "moneyCall",
        input: ({ context: { account, offers } }) => ({
          call: "cancelCredex",
          decision: { accountID: account.accountID, offers },
        }),
        onDone: [
          { guard: "isBack", target: "cancelled" },
          { guard: "isExpired", target: "expired" },
          { target: "ended", actions: "keepOutcome" },
        ],
      },
    },
    ended: { type: "final", tags: "goal", description: "The member has read the outcome." },
    cancelled: {
      type: "final",
      description: "The offers stay as they are.",
      entry: "decision.cancelled",
    },
    expired: { type: "final", description: "No reply in time.", entry: "decision.expired" },
  },
});
