import { assign, sendParent, setup } from "xstate";
import { type MemberEvent, minutes, operations, outcomes, outputOf, reasonOf } from "./kit.ts";
import { media, says } from "./says.ts";
import type { OwnAccount, Profile } from "./values.ts";

interface Form {
  /** What credex-core told since the form was opened, if anything. */
  profile: Profile | undefined;
  account: OwnAccount;
  reason: string;
}

/** A member of a tier with a daily limit becomes a Hustler: confirm → upgraded. */
export const upgrade = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: { account: OwnAccount };
    output: { profile: Profile | undefined };
  },
  actions: {
    ...says<Form>()({
      "money.tap": true,
      "upgrade.confirm.ask": ({ account }) => ({ account: account.accountName }),
      "upgrade.away": true,
      "upgrade.paused": true,
      "upgrade.done": true,
      "upgrade.refused": ({ reason }) => ({ reason }),
      "upgrade.underway": true,
      "upgrade.unknown": true,
      "upgrade.unsettled": true,
      "upgrade.cancelled": true,
      "upgrade.expired": true,
    }),
    media,
    forwardToParent: sendParent(({ event }) => event),
    keepProfile: assign({
      profile: ({ event, context }) => outputOf<Form>(event).profile ?? context.profile,
    }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: outcomes,
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "upgrade",
  context: ({ input }) => ({ ...input, profile: undefined, reason: "" }),
  initial: "asking",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    asking: {
      description: "The member decides whether to upgrade. Nothing is done yet.",
      tags: "money",
      initial: "confirm",
      on: {
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        home: { actions: ["upgrade.cancelled", "forwardToParent"] },
        offers: { actions: ["upgrade.cancelled", "forwardToParent"] },
        language: { actions: ["upgrade.cancelled", "forwardToParent"] },
        "quick.offer": { actions: ["upgrade.cancelled", "forwardToParent"] },
        unexpected: { target: ".again", reenter: true, actions: "money.tap" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        confirm: {
          description: "Says what the tier brings, and asks whether to upgrade.",
          entry: "upgrade.confirm.ask",
          on: {
            "choice.confirm": "#upgrade.upgrading",
            "choice.back": "#upgrade.cancelled",
            back: "#upgrade.cancelled",
          },
          after: { replyTimeout: "#upgrade.expired" },
        },
        unreachable: {
          description: "credex-core was not reached: nothing was done. Asks whether to try again.",
          entry: "upgrade.away",
          on: { "choice.again": "#upgrade.upgrading", back: "confirm" },
          after: { replyTimeout: "#upgrade.expired" },
        },
        paused: {
          description:
            "Money is paused for everybody: nothing was done. Asks whether to try again.",
          entry: "upgrade.paused",
          on: { "choice.again": "#upgrade.upgrading", back: "confirm" },
          after: { replyTimeout: "#upgrade.expired" },
        },
      },
    },
    upgrading: {
      description:
        "We send the upgrade to credex-core once, and never repeat it without the member's consent.",
      on: {
        home: "inProgress",
        cancel: "inProgress",
        language: "inProgress",
        offers: { actions: ["upgrade.underway", "forwardToParent"] },
        "quick.offer": { actions: ["upgrade.underway", "forwardToParent"] },
        unexpected: {},
        media: {},
      },
      invoke: {
        src: "hustler10k",
        input: ({ context: { account } }) => ({ personalAccountID: account.accountID }),
        onDone: { target: "upgraded", actions: "keepProfile" },
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { guard: "isUnknown", target: "unknown" },
          { guard: "isUnsettled", target: "unsettled" },
          { guard: "isPaused", target: "asking.paused" },
          { target: "asking.unreachable" },
        ],
      },
    },
    upgraded: {
      type: "final",
      tags: "goal",
      description: "The member is a Hustler now.",
      entry: "upgrade.done",
    },
    refused: { type: "final", description: "credex-core refused.", entry: "upgrade.refused" },
    inProgress: {
      type: "final",
      description:
        "The member left during the call, which cannot be stopped. We send them its outcome later.",
      entry: "upgrade.underway",
    },
    unknown: {
      type: "final",
      description:
        "The call got no answer. We never repeat it, and send the member its outcome later.",
      entry: "upgrade.unknown",
    },
    unsettled: {
      type: "final",
      description: "An earlier call is unresolved.",
      entry: "upgrade.unsettled",
    },
    cancelled: {
      type: "final",
      description: "The member keeps the tier.",
      entry: "upgrade.cancelled",
    },
    expired: { type: "final", description: "No reply in time.", entry: "upgrade.expired" },
  },
});
