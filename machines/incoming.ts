import { assign, sendParent, setup } from "xstate";
import { type Decision, ending, type Outcome } from "./ending.ts";
import { choiceValueOf, type MemberEvent, mediaReply, minutes, reply } from "./kit.ts";
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
    reply,
    pickOne: assign({
      offers: ({ event, context }) =>
        context.account.pendingIn.filter(({ credexID }) => credexID === choiceValueOf(event)),
    }),
    pickPage: assign({ offers: ({ context }) => securedFirst(shownIn(context)) }),
    keepDeed: assign({ deed: (_, { deed }: Pick<Form, "deed">) => deed }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
    passOn: sendParent(({ event }) => event),
    keepOutcome: assign({ outcome: (_, outcome: Outcome) => outcome }),
  },
  actors: { ending },
  guards: { isFirstPage: ({ context }) => context.page === 0 },
  delays: { patience: minutes(4) },
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
        home: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"],
        },
      },
      states: {
        picking: {
          description: "The offers that wait, a page of them.",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "incoming.pick.ask",
              count: context.account.pendingIn.length,
              choices: rowsOf(context),
            }),
          },
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
            media: {
              target: "picking",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#incoming.expired" },
        },
        seeing: {
          description: "One offer with all that matters; the member decides.",
          tags: "money",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "incoming.see.ask",
              offers: linesOf(context.offers),
              secured: context.offers.some(({ secured }) => secured) ? "yes" : "no",
              account: context.account.accountName,
            }),
          },
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
            unexpected: {
              target: "seeing",
              reenter: true,
              actions: { type: "reply", params: { key: "money.tap" } },
            },
            media: {
              target: "seeing",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#incoming.expired" },
        },
        confirming: {
          description: "All offers of the page with all that matters; the member decides.",
          tags: "money",
          entry: {
            type: "reply",
            params: ({ context: { offers, account } }) => ({
              key: "incoming.all.ask",
              count: offers.length,
              offers: linesOf(offers),
              unsecuredCount: offers.filter(({ secured }) => !secured).length,
              account: account.accountName,
            }),
          },
          on: {
            "choice.confirm": {
              target: "#incoming.ending",
              actions: { type: "keepDeed", params: { deed: "all" } },
            },
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
          after: { patience: "#incoming.expired" },
        },
      },
    },
    ending: {
      description: "The form that accepts or declines, as the member has said.",
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
