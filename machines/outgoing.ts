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
  offers: PendingOffer[];
  reason: string;
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
    counterparty: shorten(offer.counterpartyAccountName, 50),
  })),
  ...(hasNext(form) ? [{ row: "next" as const }] : []),
  { row: "back" as const },
];

const summary = ({ offers }: Form) => ({ deed: "cancel", offers: linesOf(offers) });

/** A member takes back an offer that nobody has answered: pick → confirm → taken back. */
export const outgoing = setup({
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
        context.account.pendingOut.filter(({ credexID }) => credexID === choiceValueOf(event)),
    }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
    passOn: sendParent(({ event }) => event),
    keepProfile: assign({ profile: (_, answer: { profile: Profile }) => answer.profile }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isFirstPage: ({ context }) => context.page === 0,
  },
  delays: { patience: minutes(4) },
}).createMachine({
  id: "outgoing",
  context: ({ input }) => ({ ...input, profile: undefined, page: 0, offers: [], reason: "" }),
  initial: "choosing",
  // After a refusal the offers are not as they were known.
  output: ({ context }) => ({ profile: context.profile, isStale: context.reason !== "" }),
  states: {
    choosing: {
      description: "The member says which offer to take back. Nothing is sent yet.",
      initial: "picking",
      on: { cancel: "cancelled" },
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
            unexpected: { target: "picking", reenter: true },
            media: {
              target: "picking",
              reenter: true,
              actions: { type: "reply", params: { key: "media" } },
            },
          },
          after: { patience: "#outgoing.expired" },
        },
        confirming: {
          description: "The offer with all that matters; the member decides.",
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
            "choice.confirm": "#outgoing.cancelling",
            "choice.back": "picking",
            unexpected: { target: "confirming", reenter: true },
            media: {
              target: "confirming",
              reenter: true,
              actions: { type: "reply", params: { key: "media" } },
            },
          },
          after: { patience: "#outgoing.expired" },
        },
      },
    },
    cancelling: {
      description: "credex-core takes the offer back. It is asked once, and never again by itself.",
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
        src: "cancelCredex",
        input: ({ context: { account, offers } }) => ({ accountID: account.accountID, offers }),
        onDone: {
          target: "takenBack",
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
    away: {
      description: "credex-core was not reached: nothing was done, and the member may try again.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ending.away", ...summary(context) }),
      },
      on: {
        "choice.again": "cancelling",
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
        "choice.again": "cancelling",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
      },
      after: { patience: "expired" },
    },
    takenBack: {
      type: "final",
      description: "Taken back, and confirmed so.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "outgoing.done", offers: linesOf(context.offers) }),
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
