import { assign, sendParent, setup } from "xstate";
import { type MemberEvent, minutes, operations, outcomes, reasonOf, reply } from "./kit.ts";
import { linesOf, type OwnAccount, type PendingOffer, type Profile } from "./values.ts";

/** What a member has decided about offers that wait; "all" accepts several. */
export interface Decision {
  deed: "accept" | "all" | "decline" | "cancel";
  account: OwnAccount;
  offers: PendingOffer[];
}

/** What came of it. */
export interface Outcome {
  /** What credex-core told, if anything. */
  profile: Profile | undefined;
  /** After a refusal the offers are not as they were known. */
  isStale: boolean;
}

interface Form extends Decision {
  profile: Profile | undefined;
  accepted: number;
  reason: string;
}

const summary = ({ deed, offers }: Form) => ({ deed, offers: linesOf(offers) });

const asked = ({ account, offers }: Form) => ({ accountID: account.accountID, offers });

/** Offers that wait come to their end, as the member has confirmed: sending → accepted, declined or taken back. */
export const ending = setup({
  types: {} as { context: Form; events: MemberEvent; input: Decision; output: Outcome },
  actions: {
    reply,
    passOn: sendParent(({ event }) => event),
    keepProfile: assign({ profile: (_, answer: { profile: Profile }) => answer.profile }),
    keepAccepted: assign({ accepted: (_, answer: { accepted: number }) => answer.accepted }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isDeed: ({ context }, { deed }: Pick<Form, "deed">) => context.deed === deed,
    isEveryOne: ({ context }, answer: { accepted: number }) =>
      answer.accepted === context.offers.length,
  },
  delays: { patience: minutes(4) },
}).createMachine({
  id: "ending",
  context: ({ input }) => ({ ...input, profile: undefined, accepted: 0, reason: "" }),
  initial: "sending",
  output: ({ context }) => ({ profile: context.profile, isStale: context.reason !== "" }),
  states: {
    sending: {
      description: "credex-core does it. It is asked once, and never again by itself.",
      initial: "deciding",
      on: {
        home: "underway",
        cancel: "underway",
        language: "underway",
        offers: {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "ending.underway", ...summary(context) }),
            },
            "passOn",
          ],
        },
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
      states: {
        deciding: {
          description: "Which call it takes.",
          always: [
            { guard: { type: "isDeed", params: { deed: "accept" } }, target: "accepting" },
            { guard: { type: "isDeed", params: { deed: "decline" } }, target: "declining" },
            { guard: { type: "isDeed", params: { deed: "cancel" } }, target: "cancelling" },
            { guard: { type: "isDeed", params: { deed: "all" } }, target: "acceptingAll" },
            // A conversation that an earlier version began may hold a deed that is not known any more.
            { target: "#ending.unclear" },
          ],
        },
        accepting: {
          description: "credex-core accepts the offer.",
          invoke: {
            src: "acceptCredex",
            input: ({ context }) => asked(context),
            onDone: {
              target: "#ending.accepted",
              actions: { type: "keepProfile", params: ({ event }) => event.output },
            },
            onError: [
              {
                guard: { type: "isRefusedAs", params: { code: "invalid_input" } },
                target: "#ending.invalid",
                actions: "keepReason",
              },
              { guard: "isRefused", target: "#ending.refused", actions: "keepReason" },
              { guard: "isUnknown", target: "#ending.unknown" },
              { guard: "isUnsettled", target: "#ending.unsettled" },
              { guard: "isPaused", target: "#ending.paused" },
              { target: "#ending.away" },
            ],
          },
        },
        declining: {
          description: "credex-core declines the offer.",
          invoke: {
            src: "declineCredex",
            input: ({ context }) => asked(context),
            onDone: {
              target: "#ending.declined",
              actions: { type: "keepProfile", params: ({ event }) => event.output },
            },
            onError: [
              {
                guard: { type: "isRefusedAs", params: { code: "invalid_input" } },
                target: "#ending.invalid",
                actions: "keepReason",
              },
              { guard: "isRefused", target: "#ending.refused", actions: "keepReason" },
              { guard: "isUnknown", target: "#ending.unknown" },
              { guard: "isUnsettled", target: "#ending.unsettled" },
              { guard: "isPaused", target: "#ending.paused" },
              { target: "#ending.away" },
            ],
          },
        },
        cancelling: {
          description: "credex-core takes the offer back.",
          invoke: {
            src: "cancelCredex",
            input: ({ context }) => asked(context),
            onDone: {
              target: "#ending.takenBack",
              actions: { type: "keepProfile", params: ({ event }) => event.output },
            },
            onError: [
              {
                guard: { type: "isRefusedAs", params: { code: "invalid_input" } },
                target: "#ending.invalid",
                actions: "keepReason",
              },
              { guard: "isRefused", target: "#ending.refused", actions: "keepReason" },
              { guard: "isUnknown", target: "#ending.unknown" },
              { guard: "isUnsettled", target: "#ending.unsettled" },
              { guard: "isPaused", target: "#ending.paused" },
              { target: "#ending.away" },
            ],
          },
        },
        acceptingAll: {
          description: "credex-core accepts the offers.",
          invoke: {
            src: "acceptCredexBulk",
            input: ({ context }) => asked(context),
            onDone: [
              {
                guard: { type: "isEveryOne", params: ({ event }) => event.output },
                target: "#ending.accepted",
                actions: { type: "keepProfile", params: ({ event }) => event.output },
              },
              {
                target: "#ending.acceptedPartly",
                actions: [
                  { type: "keepProfile", params: ({ event }) => event.output },
                  { type: "keepAccepted", params: ({ event }) => event.output },
                ],
              },
            ],
            onError: [
              {
                guard: { type: "isRefusedAs", params: { code: "invalid_input" } },
                target: "#ending.invalid",
                actions: "keepReason",
              },
              { guard: "isRefused", target: "#ending.refused", actions: "keepReason" },
              { guard: "isUnknown", target: "#ending.unknown" },
              { guard: "isUnsettled", target: "#ending.unsettled" },
              { guard: "isPaused", target: "#ending.paused" },
              { target: "#ending.away" },
            ],
          },
        },
      },
    },
    away: {
      description: "credex-core was not reached: nothing was done, and the member may try again.",
      tags: "money",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ending.away", ...summary(context) }),
      },
      on: {
        "choice.again": "sending",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        back: "cancelled",
        home: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"],
        },
        unexpected: {
          target: "away",
          reenter: true,
          actions: { type: "reply", params: { key: "money.tap" } },
        },
      },
      after: { patience: "expired" },
    },
    paused: {
      description: "Money is paused for everybody: nothing was done, and the member may try again.",
      tags: "money",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "ending.paused", ...summary(context) }),
      },
      on: {
        "choice.again": "sending",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        back: "cancelled",
        home: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "ending.cancelled" } }, "passOn"],
        },
        unexpected: {
          target: "paused",
          reenter: true,
          actions: { type: "reply", params: { key: "money.tap" } },
        },
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
    invalid: {
      type: "final",
      description: "What was asked for could not be sent, so it may not be fit to be shown either.",
      entry: { type: "reply", params: { key: "ending.invalid" } },
    },
    unclear: {
      type: "final",
      description: "What the member has decided is not known any more: nothing was done.",
      entry: { type: "reply", params: { key: "ending.unclear" } },
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
      description: "The member lets it be: the offers stay as they are.",
      entry: { type: "reply", params: { key: "ending.cancelled" } },
    },
    expired: {
      type: "final",
      description: "The member went quiet.",
      entry: { type: "reply", params: { key: "ending.expired" } },
    },
  },
});
