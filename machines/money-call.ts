import { assign, setup } from "xstate";
import {
  type Decision,
  type FormTypes,
  minutes,
  type Offer,
  operations,
  outcomes,
  outputOf,
  reasonOf,
  type Upgrade,
} from "./kit.ts";
import {
  about,
  aboutDone,
  aboutInvalid,
  blankRequest,
  type MoneyOutcome,
  type MoneyRequest,
} from "./money.ts";
import { says } from "./says.ts";
import type { Profile } from "./values.ts";

interface Form {
  call: MoneyRequest["call"];
  offer: Offer;
  decision: Decision;
  upgrade: Upgrade;
  ended: MoneyOutcome["ended"];
  /** What credex-core answered when it was done. */
  profile: Profile | undefined;
  credexID: string;
  accepted: number | undefined;
  /** Why it was refused, if it was. */
  reason: string;
}

/** One call that moves money, which the member has confirmed: sending → done, or why not. */
export const moneyCall = setup({
  types: {} as FormTypes<Form, MoneyRequest, MoneyOutcome>,
  actions: {
    ...says<Form>()({}),
    away: about("away"),
    paused: about("paused"),
    refused: about("refused"),
    done: aboutDone,
    invalid: aboutInvalid,
    inProgress: about("underway"),
    unknown: about("unknown"),
    unsettled: about("unsettled"),
    cancelled: about("cancelled"),
    keepOutput: assign(({ event }) => outputOf<Form>(event)),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
    goBack: assign({ ended: "back" }),
    expire: assign({ ended: "expired" }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isCall: ({ context }, { call }: Pick<MoneyRequest, "call">) => context.call === call,
  },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "moneyCall",
  context: ({ input }) => ({
    ...blankRequest,
    ...input,
    ended: "answered",
    profile: undefined,
    credexID: "",
    accepted: undefined,
    reason: "",
  }),
  initial: "sending",
  output: ({ context: { ended, profile, reason } }) => ({ ended, profile, isStale: reason !== "" }),
  states: {
    sending: {
      description:
        "We send the call to credex-core once, and never repeat it without the member's consent.",
      initial: "choosing",
      on: {
        home: "inProgress",
        cancel: "inProgress",
        language: "inProgress",
        leave: { actions: "inProgress" },
        unexpected: {},
        media: {},
      },
      states: {
        choosing: {
          description: "Which call it is.",
          always: [
            { guard: { type: "isCall", params: { call: "createCredex" } }, target: "offering" },
            { guard: { type: "isCall", params: { call: "acceptCredex" } }, target: "accepting" },
            {
              guard: { type: "isCall", params: { call: "acceptCredexBulk" } },
              target: "acceptingAll",
            },
            { guard: { type: "isCall", params: { call: "declineCredex" } }, target: "declining" },
            { guard: { type: "isCall", params: { call: "cancelCredex" } }, target: "takingBack" },
            { guard: { type: "isCall", params: { call: "hustler10k" } }, target: "upgrading" },
            // A conversation that an earlier version began may hold a call that is not known any more.
            { target: "#moneyCall.unclear" },
          ],
        },
        offering: {
          description: "credex-core makes the offer.",
          invoke: {
            src: "createCredex",
            input: ({ context }) => context.offer,
            onDone: "#moneyCall.done",
            onError: "#moneyCall.failed",
          },
        },
        accepting: {
          description: "credex-core accepts the offer.",
          invoke: {
            src: "acceptCredex",
            input: ({ context }) => context.decision,
            onDone: "#moneyCall.done",
            onError: "#moneyCall.failed",
          },
        },
        acceptingAll: {
          description: "credex-core accepts the offers.",
          invoke: {
            src: "acceptCredexBulk",
            input: ({ context }) => context.decision,
            onDone: "#moneyCall.done",
            onError: "#moneyCall.failed",
          },
        },
        declining: {
          description: "credex-core declines the offer.",
          invoke: {
            src: "declineCredex",
            input: ({ context }) => context.decision,
            onDone: "#moneyCall.done",
            onError: "#moneyCall.failed",
          },
        },
        takingBack: {
          description: "credex-core takes the offer back.",
          invoke: {
            src: "cancelCredex",
            input: ({ context }) => context.decision,
            onDone: "#moneyCall.done",
            onError: "#moneyCall.failed",
          },
        },
        upgrading: {
          description: "credex-core makes the member a Hustler.",
          invoke: {
            src: "hustler10k",
            input: ({ context }) => context.upgrade,
            onDone: "#moneyCall.done",
            onError: "#moneyCall.failed",
          },
        },
      },
    },
    failed: {
      description: "The call was not done: what the member reads depends on why.",
      always: [
        { guard: { type: "isRefusedAs", params: { code: "invalid_input" } }, target: "invalid" },
        { guard: "isRefused", target: "refused" },
        { guard: "isUnknown", target: "unknown" },
        { guard: "isUnsettled", target: "unsettled" },
        { guard: "isPaused", target: "retrying.paused" },
        { target: "retrying.unreachable" },
      ],
    },
    retrying: {
      description: "Nothing was done, and the member decides whether to try again.",
      tags: "money",
      initial: "unreachable",
      on: {
        "choice.again": "sending",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        back: { target: "left", actions: "goBack" },
        leave: { actions: "cancelled" },
        unexpected: { target: ".again", reenter: true, actions: "money.tap" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      after: { replyTimeout: { target: "left", actions: "expire" } },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        unreachable: { description: "credex-core was not reached.", entry: "away" },
        paused: { description: "Money is paused for everybody.", entry: "paused" },
      },
    },
    done: {
      type: "final",
      tags: "goal",
      description: "It is done.",
      entry: ["keepOutput", "done"],
    },
    refused: { type: "final", description: "It is refused.", entry: ["keepReason", "refused"] },
    invalid: {
      type: "final",
      description: "The call could not be sent, so its values may not be shown either.",
      entry: ["keepReason", "invalid"],
    },
    unclear: {
      type: "final",
      description: "The member's decision is not known any more: nothing was done.",
      entry: "decision.unclear",
    },
    inProgress: {
      type: "final",
      description: "The member left: the outcome follows.",
      entry: "inProgress",
    },
    unknown: {
      type: "final",
      description: "No answer yet: the outcome follows.",
      entry: "unknown",
    },
    unsettled: { type: "final", description: "An earlier call is unresolved.", entry: "unsettled" },
    cancelled: { type: "final", description: "The member leaves it.", entry: "cancelled" },
    left: { type: "final", description: "The form that invoked this one says what follows." },
  },
});
