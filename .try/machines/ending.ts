import { assign, sendParent, setup } from "xstate";
import { type MemberEvent, minutes, operations, outcomes, outputOf, reasonOf } from "./kit.ts";
import { media, says } from "./says.ts";
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

const listed = ({ offers }: Form) => ({ offers: linesOf(offers) });

const asked = ({ account, offers }: Form) => ({ accountID: account.accountID, offers });

/** Pending offers are accepted, declined or taken back, as the member has confirmed. */
export const ending = setup({
  types: {} as { context: Form; events: MemberEvent; input: Decision; output: Outcome },
  actions: {
    ...says<Form>()({
      "money.tap": true,
      "ending.away": summary,
      "ending.paused": summary,
      "incoming.accepted": listed,
      "incoming.partly": ({ accepted, offers }) => ({
        acceptedCount: accepted,
        count: offers.length,
      }),
      "incoming.declined": listed,
      "outgoing.done": listed,
      "ending.refused": (form) => ({ ...summary(form), reason: form.reason }),
      "ending.invalid": true,
      "ending.unclear": true,
      "ending.underway": summary,
      "ending.unknown": summary,
      "ending.unsettled": summary,
      "ending.cancelled": true,
      "ending.expired": true,
    }),
    media,
    forwardToParent: sendParent(({ event }) => event),
    keepAnswer: assign({
      profile: ({ event, context }) => outputOf<Form>(event).profile ?? context.profile,
      accepted: ({ event }) => outputOf<Form>(event).accepted ?? 0,
    }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isDeed: ({ context }, { deed }: Pick<Form, "deed">) => context.deed === deed,
    isEveryOne: ({ context, event }) => outputOf<Form>(event).accepted === context.offers.length,
  },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "ending",
  context: ({ input }) => ({ ...input, profile: undefined, accepted: 0, reason: "" }),
  initial: "sending",
  output: ({ context }) => ({ profile: context.profile, isStale: context.reason !== "" }),
  states: {
    sending: {
      description:
        "We send the call to credex-core once, and never repeat it without the member's consent.",
      initial: "deciding",
      on: {
        home: "inProgress",
        cancel: "inProgress",
        language: "inProgress",
        offers: { actions: ["ending.underway", "forwardToParent"] },
        "quick.offer": { actions: ["ending.underway", "forwardToParent"] },
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
            onDone: { target: "#ending.accepted", actions: "keepAnswer" },
            onError: "#ending.failed",
          },
        },
        declining: {
          description: "credex-core declines the offer.",
          invoke: {
            src: "declineCredex",
            input: ({ context }) => asked(context),
            onDone: { target: "#ending.declined", actions: "keepAnswer" },
            onError: "#ending.failed",
          },
        },
        cancelling: {
          description: "credex-core takes the offer back.",
          invoke: {
            src: "cancelCredex",
            input: ({ context }) => asked(context),
            onDone: { target: "#ending.takenBack", actions: "keepAnswer" },
            onError: "#ending.failed",
          },
        },
        acceptingAll: {
          description: "credex-core accepts the offers.",
          invoke: {
            src: "acceptCredexBulk",
            input: ({ context }) => asked(context),
            onDone: [
              { guard: "isEveryOne", target: "#ending.accepted", actions: "keepAnswer" },
              { target: "#ending.acceptedPartly", actions: "keepAnswer" },
            ],
            onError: "#ending.failed",
          },
        },
      },
    },
    failed: {
      description: "The call was not done: what the member reads depends on why.",
      always: [
        {
          guard: { type: "isRefusedAs", params: { code: "invalid_input" } },
          target: "invalid",
          actions: "keepReason",
        },
        { guard: "isRefused", target: "refused", actions: "keepReason" },
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
        back: "cancelled",
        home: { actions: ["ending.cancelled", "forwardToParent"] },
        offers: { actions: ["ending.cancelled", "forwardToParent"] },
        language: { actions: ["ending.cancelled", "forwardToParent"] },
        "quick.offer": { actions: ["ending.cancelled", "forwardToParent"] },
        unexpected: { target: ".again", reenter: true, actions: "money.tap" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      after: { replyTimeout: "expired" },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        unreachable: { description: "credex-core was not reached.", entry: "ending.away" },
        paused: { description: "Money is paused for everybody.", entry: "ending.paused" },
      },
    },
    accepted: {
      type: "final",
      tags: "goal",
      description: "All are accepted.",
      entry: "incoming.accepted",
    },
    acceptedPartly: { type: "final", description: "Some are accepted.", entry: "incoming.partly" },
    declined: {
      type: "final",
      tags: "goal",
      description: "It is declined.",
      entry: "incoming.declined",
    },
    takenBack: {
      type: "final",
      tags: "goal",
      description: "It is taken back.",
      entry: "outgoing.done",
    },
    refused: { type: "final", description: "credex-core refused.", entry: "ending.refused" },
    invalid: {
      type: "final",
      description: "The request could not be sent, so its values may not be shown either.",
      entry: "ending.invalid",
    },
    unclear: {
      type: "final",
      description: "The member's decision is not known any more: nothing was done.",
      entry: "ending.unclear",
    },
    inProgress: {
      type: "final",
      description:
        "The member left during the call, which cannot be stopped. We send them its outcome later.",
      entry: "ending.underway",
    },
    unknown: {
      type: "final",
      description:
        "The call got no answer. We never repeat it, and send the member its outcome later.",
      entry: "ending.unknown",
    },
    unsettled: {
      type: "final",
      description: "An earlier call is unresolved.",
      entry: "ending.unsettled",
    },
    cancelled: {
      type: "final",
      description: "The offers stay as they are.",
      entry: "ending.cancelled",
    },
    expired: { type: "final", description: "No reply in time.", entry: "ending.expired" },
  },
});
