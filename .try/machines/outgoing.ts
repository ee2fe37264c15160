import { assign, sendParent, setup } from "xstate";
import { type Decision, ending, type Outcome } from "./ending.ts";
import { choiceValueOf, type MemberEvent, minutes, outputOf } from "./kit.ts";
import { media, says } from "./says.ts";
import { partyOf } from "./shorten.ts";
import { linesOf, type OwnAccount, type PendingOffer, sumOf } from "./values.ts";

interface Form {
  account: OwnAccount;
  page: number;
  offers: PendingOffer[];
  outcome: Outcome;
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

const decision = ({ account, offers }: Form): Decision => ({ deed: "cancel", account, offers });

/** A member takes back an offer that nobody has answered: pick → confirm → take back. */
export const outgoing = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: { account: OwnAccount };
    output: Outcome;
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
      "ending.cancelled": true,
      "ending.expired": true,
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
      outcome: ({ event, context }) => ({ ...context.outcome, ...outputOf<Outcome>(event) }),
    }),
  },
  actors: { ending },
  guards: { isFirstPage: ({ context }) => context.page === 0 },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "outgoing",
  context: ({ input }) => ({
    ...input,
    page: 0,
    offers: [],
    outcome: { profile: undefined, isStale: false },
  }),
  initial: "choosing",
  output: ({ context }) => context.outcome,
  states: {
    choosing: {
      description: "The member says which offer to take back. Nothing is sent yet.",
      initial: "picking",
      on: {
        cancel: "cancelled",
        home: { actions: ["ending.cancelled", "forwardToParent"] },
        offers: { actions: ["ending.cancelled", "forwardToParent"] },
        language: { actions: ["ending.cancelled", "forwardToParent"] },
        "quick.offer": { actions: ["ending.cancelled", "forwardToParent"] },
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
            "choice.confirm": "#outgoing.ending",
            "choice.back": "picking",
            back: "picking",
            unexpected: { target: "confirming", reenter: true, actions: "money.tap" },
          },
          after: { replyTimeout: "#outgoing.expired" },
        },
      },
    },
    ending: {
      description: "The form that takes the offer back.",
      on: {
        home: { actions: "forwardToParent" },
        offers: { actions: "forwardToParent" },
        language: { actions: "forwardToParent" },
        "quick.offer": { actions: "forwardToParent" },
      },
      invoke: {
        src: "ending",
        id: "ending",
        input: ({ context }) => decision(context),
        onDone: { target: "ended", actions: "keepOutcome" },
      },
    },
    ended: { type: "final", tags: "goal", description: "The member has read the outcome." },
    cancelled: {
      type: "final",
      description: "The offers stay as they are.",
      entry: "ending.cancelled",
    },
    expired: { type: "final", description: "No reply in time.", entry: "ending.expired" },
  },
});
