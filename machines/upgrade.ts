import { assign, sendParent, setup } from "xstate";
import {
  type MemberEvent,
  mediaReply,
  minutes,
  operations,
  outcomes,
  reasonOf,
  reply,
} from "./kit.ts";
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
    reply,
    passOn: sendParent(({ event }) => event),
    keepProfile: assign({ profile: (_, answer: { profile: Profile }) => answer.profile }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: outcomes,
  delays: { patience: minutes(4) },
}).createMachine({
  id: "upgrade",
  context: ({ input }) => ({ ...input, profile: undefined, reason: "" }),
  initial: "confirming",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    confirming: {
      description: "What the tier brings; the member decides.",
      tags: "money",
      entry: {
        type: "reply",
        params: ({ context }) => ({
          key: "upgrade.confirm.ask",
          account: context.account.accountName,
        }),
      },
      on: {
        "choice.confirm": "upgrading",
        "choice.back": "cancelled",
        back: "cancelled",
        cancel: "cancelled",
        home: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"],
        },
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
      after: { patience: "expired" },
    },
    upgrading: {
      description: "credex-core lifts the tier. It is asked once, and never again by itself.",
      on: {
        home: "underway",
        cancel: "underway",
        language: "underway",
        offers: {
          actions: [{ type: "reply", params: { key: "upgrade.underway" } }, "passOn"],
        },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "upgrade.underway" } }, "passOn"],
        },
        unexpected: {},
        media: {},
      },
      invoke: {
        src: "hustler10k",
        input: ({ context: { account } }) => ({ personalAccountID: account.accountID }),
        onDone: {
          target: "upgraded",
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
      tags: "money",
      entry: { type: "reply", params: { key: "upgrade.away" } },
      on: {
        "choice.again": "upgrading",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        back: "confirming",
        home: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"],
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
      entry: { type: "reply", params: { key: "upgrade.paused" } },
      on: {
        "choice.again": "upgrading",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        back: "confirming",
        home: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "upgrade.cancelled" } }, "passOn"],
        },
        unexpected: {
          target: "paused",
          reenter: true,
          actions: { type: "reply", params: { key: "money.tap" } },
        },
      },
      after: { patience: "expired" },
    },
    upgraded: {
      type: "final",
      description: "The member is a Hustler now.",
      entry: { type: "reply", params: { key: "upgrade.done" } },
    },
    refused: {
      type: "final",
      description: "credex-core said no, and why.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "upgrade.refused", reason: context.reason }),
      },
    },
    underway: {
      type: "final",
      description:
        "The member goes on while credex-core is at it, which nobody can stop now. What became of it is told when it is known.",
      entry: { type: "reply", params: { key: "upgrade.underway" } },
    },
    unknown: {
      type: "final",
      description:
        "Sent, and no answer came: nobody knows yet. It is looked for, never sent again, and the member hears what came of it.",
      entry: { type: "reply", params: { key: "upgrade.unknown" } },
    },
    unsettled: {
      type: "final",
      description: "An earlier money call is still being looked for, so this one was not sent.",
      entry: { type: "reply", params: { key: "upgrade.unsettled" } },
    },
    cancelled: {
      type: "final",
      description: "The member stays as they are.",
      entry: { type: "reply", params: { key: "upgrade.cancelled" } },
    },
    expired: {
      type: "final",
      description: "The member went quiet.",
      entry: { type: "reply", params: { key: "upgrade.expired" } },
    },
  },
});
