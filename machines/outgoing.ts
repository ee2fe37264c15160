import { assign, sendParent, setup } from "xstate";
import { type Decision, ending, type Outcome } from "./ending.ts";
import { choiceValueOf, type MemberEvent, mediaReply, minutes, reply } from "./kit.ts";
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
    reply,
    pickOne: assign({
      offers: ({ event, context }) =>
        context.account.pendingOut.filter(({ credexID }) => credexID === choiceValueOf(event)),
    }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
    passOn: sendParent(({ event }) => event),
    keepOutcome: assign({ outcome: (_, outcome: Outcome) => outcome }),
  },
  actors: { ending },
  guards: { isFirstPage: ({ context }) => context.page === 0 },
  delays: { patience: minutes(4) },
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
        home: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"],
        },
      },
      states: {
        picking: {
          description: "The member's own offers that wait, a page of them.",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "outgoing.pick.ask",
              count: context.account.pendingOut.length,
              choices: rowsOf(context),
            }),
          },
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
            media: {
              target: "picking",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#outgoing.expired" },
        },
        confirming: {
          description: "The offer with all that matters; the member decides.",
          tags: "money",
          entry: {
            type: "reply",
            params: ({ context: { offers, account } }) => ({
              key: "outgoing.confirm.ask",
              offers: linesOf(offers),
              secured: offers.some(({ secured }) => secured) ? "yes" : "no",
              account: account.accountName,
            }),
          },
          on: {
            "choice.confirm": "#outgoing.ending",
            "choice.back": "picking",
            back: "picking",
            unexpected: {
              target: "confirming",
              reenter: true,
              actions: { type: "reply", params: { key: "money.tap" } },
            },
            media: {
              target: "confirming",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#outgoing.expired" },
        },
      },
    },
    ending: {
      description: "The form that takes the offer back, as the member has said.",
      on: {
        home: { actions: "passOn" },
        offers: { actions: "passOn" },
        language: { actions: "passOn" },
        "quick.offer": { actions: "passOn" },
      },
      invoke: {
        src: "ending",
        id: "ending",
        input: ({ context }) => decision(context),
        onDone: {
          target: "ended",
          actions: { type: "keepOutcome", params: ({ event }) => event.output },
        },
      },
    },
    ended: {
      type: "final",
      description: "The member knows what came of it.",
    },
    cancelled: {
      type: "final",
      description: "The member leaves the offers as they are.",
      entry: { type: "reply", params: { key: "ending.cancelled" } },
    },
    expired: {
      type: "final",
      description: "The member went quiet.",
      entry: { type: "reply", params: { key: "ending.expired" } },
    },
  },
});
