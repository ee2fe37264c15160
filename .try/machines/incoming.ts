import { assign, sendParent, setup } from "xstate";
import { type Decision, ending, type Outcome } from "./ending.ts";
import { choiceValueOf, type MemberEvent, minutes, outputOf } from "./kit.ts";
import { media, says } from "./says.ts";
import { partyOf } from "./shorten.ts";
import { linesOf, type OwnAccount, type PendingOffer, sumOf } from "./values.ts";

interface Form {
  account: OwnAccount;
  page: number;
  deed: Decision["deed"];
  offers: PendingOffer[];
  outcome: Outcome;
}

/** With "Accept all", "Next" and "Back" a list has ten rows, which is what WhatsApp shows. */
const PAGE_ROWS = 7;

const shownIn = ({ account, page }: Form) =>
  account.pendingIn.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS);

const hasNext = ({ account, page }: Form) => account.pendingIn.length > (page + 1) * PAGE_ROWS;

const securedFirst = (offers: PendingOffer[]) =>
  [true, false].flatMap((secured) => offers.filter((offer) => offer.secured === secured));

const rowsOf = (form: Form) => {
  const shown = shownIn(form);
  return [
    ...shown.map((offer) => ({
      row: "credex" as const,
      value: offer.credexID,
      sum: sumOf(offer),
      counterparty: partyOf(offer, 50),
    })),
    ...(shown.length > 1 ? [{ row: "all" as const, count: shown.length }] : []),
    ...(hasNext(form) ? [{ row: "next" as const }] : []),
    { row: "back" as const },
  ];
};

const decision = ({ deed, account, offers }: Form): Decision => ({ deed, account, offers });

/** A member decides about what was offered: pick → see → accept or decline; or a page at once. */
export const incoming = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: { account: OwnAccount };
    output: Outcome;
  },
  actions: {
    ...says<Form>()({
      "incoming.pick.ask": (form) => ({
        count: form.account.pendingIn.length,
        choices: rowsOf(form),
      }),
      "incoming.see.ask": ({ offers, account }) => ({
        offers: linesOf(offers),
        secured: offers.some(({ secured }) => secured) ? "yes" : "no",
        account: account.accountName,
      }),
      "incoming.all.ask": ({ offers, account }) => ({
        count: offers.length,
        offers: linesOf(offers),
        unsecuredCount: offers.filter(({ secured }) => !secured).length,
        account: account.accountName,
      }),
      "money.tap": true,
      "ending.cancelled": true,
      "ending.expired": true,
    }),
    media,
    pickOne: assign({
      offers: ({ event, context }) =>
        context.account.pendingIn.filter(({ credexID }) => credexID === choiceValueOf(event)),
    }),
    pickPage: assign({ offers: ({ context }) => securedFirst(shownIn(context)) }),
    keepDeed: assign({ deed: (_, { deed }: Pick<Form, "deed">) => deed }),
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
  id: "incoming",
  context: ({ input }) => ({
    ...input,
    page: 0,
    deed: "accept",
    offers: [],
    outcome: { profile: undefined, isStale: false },
  }),
  initial: "choosing",
  output: ({ context }) => context.outcome,
  states: {
    choosing: {
      description: "The member says what to do with which offer. Nothing is sent yet.",
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
            "choice.accept": {
              target: "#incoming.ending",
              actions: { type: "keepDeed", params: { deed: "accept" } },
            },
            "choice.decline": {
              target: "#incoming.ending",
              actions: { type: "keepDeed", params: { deed: "decline" } },
            },
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
            "choice.confirm": {
              target: "#incoming.ending",
              actions: { type: "keepDeed", params: { deed: "all" } },
            },
            "choice.back": "picking",
            back: "picking",
            unexpected: { target: "confirming", reenter: true, actions: "money.tap" },
          },
          after: { replyTimeout: "#incoming.expired" },
        },
      },
    },
    ending: {
      description: "The form that accepts or declines.",
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
