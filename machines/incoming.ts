import { assign, sendParent, setup } from "xstate";
import {
  choiceValueOf,
  type MemberEvent,
  minutes,
  operations,
  outcomes,
  reasonOf,
  reply,
} from "./kit.ts";
import {
  linesOf,
  type OwnAccount,
  type PendingOffer,
  type Profile,
  shorten,
  sumOf,
} from "./values.ts";

interface Form {
  /** What credex-core told since the form was opened, if anything. */
  profile: Profile | undefined;
  account: OwnAccount;
  page: number;
  deed: "accept" | "all" | "decline";
  offers: PendingOffer[];
  accepted: number;
  reason: string;
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
      counterparty: shorten(offer.counterpartyAccountName, 50),
    })),
    ...(shown.length > 1 ? [{ row: "all" as const, count: shown.length }] : []),
    ...(hasNext(form) ? [{ row: "next" as const }] : []),
    { row: "back" as const },
  ];
};

const summary = ({ deed, offers }: Form) => ({ deed, offers: linesOf(offers) });

const ending = ({ account, offers }: Form) => ({ accountID: account.accountID, offers });

/** A member accepts or declines what was offered: pick → see → accepted or declined; or a page at once. */
export const incoming = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: { account: OwnAccount };
    output: { profile: Profile | undefined; isStale: boolean };
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
    keepProfile: assign({ profile: (_, answer: { profile: Profile }) => answer.profile }),
    keepAccepted: assign({ accepted: (_, answer: { accepted: number }) => answer.accepted }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isFirstPage: ({ context }) => context.page === 0,
    isDeed: ({ context }, { deed }: Pick<Form, "deed">) => context.deed === deed,
    isEveryOne: ({ context }, answer: { accepted: number }) =>
      answer.accepted === context.offers.length,
  },
  delays: { patience: minutes(4) },
}).createMachine({
  id: "incoming",
  context: ({ input }) => ({
    ...input,
    profile: undefined,
    page: 0,
    deed: "accept",
    offers: [],
    accepted: 0,
    reason: "",
  }),
  initial: "choosing",
  // After a refusal the offers are not as they were known.
  output: ({ context }) => ({ profile: context.profile, isStale: context.reason !== "" }),
  states: {
    choosing: {
      description: "The member says what to do with which offer. Nothing is sent yet.",
      initial: "picking",
      on: { cancel: "cancelled" },
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
            unexpected: { target: "picking", reenter: true },
            media: {
              target: "picking",
              reenter: true,
              actions: { type: "reply", params: { key: "media" } },
            },
          },
          after: { patience: "#incoming.expired" },
        },
        seeing: {
          description: "One offer with all that matters; the member decides.",
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
              target: "#incoming.accepting",
              actions: { type: "keepDeed", params: { deed: "accept" } },
            },
            "choice.decline": {
              target: "#incoming.declining",
              actions: { type: "keepDeed", params: { deed: "decline" } },
            },
            "choice.back": "picking",
            unexpected: { target: "seeing", reenter: true },
            media: {
              target: "seeing",
              reenter: true,
              actions: { type: "reply", params: { key: "media" } },
            },
          },
          after: { patience: "#incoming.expired" },
        },
        confirming: {
          description: "All offers of the page with all that matters; the member decides.",
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
              target: "#incoming.acceptingAll",
              actions: { type: "keepDeed", params: { deed: "all" } },
            },
            "choice.back": "picking",
            unexpected: { target: "confirming", reenter: true },
            media: {
              target: "confirming",
              reenter: true,
              actions: { type: "reply", params: { key: "media" } },
            },
          },
          after: { patience: "#incoming.expired" },
        },
      },
    },
    accepting: {
      description: "credex-core accepts the offer. It is asked once, and never again by itself.",
      on: {
        home: "underway",
        cancel: "underway",
        language: "underway",
        "quick.offer": {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "ending.underway", ...summary(context) }),
            },
            "passOn",
          ],
        },
        unexpected: {},
        media: {},
      },
      invoke: {
        src: "acceptCredex",
        input: ({ context }) => ending(context),
        onDone: {
          target: "accepted",
          actions: { type: "keepProfile", params: ({ event }) => event.output },
        },
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { guard: "isUnknown", target: "unknown" },
          { guard: "isUnsettled", target: "unsettled" },
          { guard: "isPaused", target: "paused" },
          { target: "away" },
        ],
      },
    },
    declining: {
      description: "credex-core declines the offer. It is asked once, and never again by itself.",
      on: {
        home: "underway",
        cancel: "underway",
        language: "underway",
        "quick.offer": {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "ending.underway", ...summary(context) }),
            },
            "passOn",
          ],
        },
        unexpected: {},
        media: {},
      },
      invoke: {
        src: "declineCredex",
        input: ({ context }) => ending(context),
        onDone: {
          target: "declined",
          actions: { type: "keepProfile", params: ({ event }) => event.output },
        },
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { guard: "isUnknown", target: "unknown" },
          { guard: "isUnsettled", target: "unsettled" },
          { guard: "isPaused", target: "paused" },
          { target: "away" },
        ],
      },
    },
    acceptingAll: {
      description: "credex-core accepts the offers. It is asked once, and never again by itself.",
      on: {
        home: "underway",
        cancel: "underway",
        language: "underway",
        "quick.offer": {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "ending.underway", ...summary(context) }),
            },
            "passOn",
          ],
        },
        unexpected: {},
        media: {},
      },
      invoke: {
        src: "acceptCredexBulk",
        input: ({ context }) => ending(context),
        onDone: [
          {
            guard: { type: "isEveryOne", params: ({ event }) => event.output },
            target: "accepted",
            actions: { type: "keepProfile", params: ({ event }) => event.output },
          },
          {
            target: "acceptedPartly",
            actions: [
              { type: "keepProfile", params: ({ event }) => event.output },
              { type: "keepAccepted", params: ({ event }) => event.output },
            ],
          },
        ],
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { guard: "isUnknown", target: "unknown" },
          { guard: "isUnsettled", target: "unsettled" },
          { guard: "isPaused", target: "paused" },
          { target: "away" },
        ],
      },
    },
    away: {
      description: "credex-core was not reached: nothing was done, and the member may try again.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ending.away", ...summary(context) }),
      },
      on: {
        "choice.again": [
          { guard: { type: "isDeed", params: { deed: "accept" } }, target: "accepting" },
          { guard: { type: "isDeed", params: { deed: "decline" } }, target: "declining" },
          { target: "acceptingAll" },
        ],
        "choice.cancel": "cancelled",
        cancel: "cancelled",
      },
      after: { patience: "expired" },
    },
    paused: {
      description: "Money is paused for everybody: nothing was done, and the member may try again.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ending.paused", ...summary(context) }),
      },
      on: {
        "choice.again": [
          { guard: { type: "isDeed", params: { deed: "accept" } }, target: "accepting" },
          { guard: { type: "isDeed", params: { deed: "decline" } }, target: "declining" },
          { target: "acceptingAll" },
        ],
        "choice.cancel": "cancelled",
        cancel: "cancelled",
      },
      after: { patience: "expired" },
    },
    accepted: {
      type: "final",
      description: "Accepted; the member has a receipt.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "incoming.accepted", offers: linesOf(context.offers) }),
      },
    },
    acceptedPartly: {
      type: "final",
      description: "Some of several were accepted; which still wait, home shows.",
      entry: {
        type: "reply",
        params: ({ context: { accepted, offers } }) => ({
          key: "incoming.partly",
          acceptedCount: accepted,
          count: offers.length,
        }),
      },
    },
    declined: {
      type: "final",
      description: "Declined, and confirmed so.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "incoming.declined", offers: linesOf(context.offers) }),
      },
    },
    refused: {
      type: "final",
      description: "credex-core said no, and why.",
      entry: {
        type: "reply",
        params: ({ context }) => ({
          key: "ending.refused",
          ...summary(context),
          reason: context.reason,
        }),
      },
    },
    underway: {
      type: "final",
      description:
        "The member goes on while credex-core is at it, which nobody can stop now. What became of it is told when it is known.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ending.underway", ...summary(context) }),
      },
    },
    unknown: {
      type: "final",
      description:
        "Sent, and no answer came: nobody knows yet. It is looked for, never sent again, and the member hears what came of it.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ending.unknown", ...summary(context) }),
      },
    },
    unsettled: {
      type: "final",
      description: "An earlier money call is still being looked for, so this one was not sent.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ending.unsettled", ...summary(context) }),
      },
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
