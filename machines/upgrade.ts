import { assign, setup } from "xstate";
import { type FormTypes, minutes, profileAfter } from "./kit.ts";
import { moneyOutcomes } from "./money.ts";
import { moneyCall } from "./money-call.ts";
import { says } from "./says.ts";
import type { OwnAccount, Profile } from "./values.ts";

interface Form {
  /** What credex-core answered since the form was opened, if anything. */
  profile: Profile | undefined;
  account: OwnAccount;
}

/** What the wordings show. */
const shows = ({ account }: Form) => ({ account: account.accountName });

/** A member of a tier with a daily limit becomes a Hustler: confirm → upgraded. */
export const upgrade = setup({
  types: {} as FormTypes<Form, Pick<Form, "account">, Pick<Form, "profile">>,
  actions: {
    ...says(shows)({}),
    keepProfile: assign({ profile: ({ event, context }) => profileAfter(event, context) }),
  },
  actors: { moneyCall },
  guards: moneyOutcomes,
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "upgrade",
  context: ({ input }) => ({ ...input, profile: undefined }),
  initial: "confirm",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    confirm: {
      description: "Says what the tier brings, and asks whether to upgrade. Nothing is done yet.",
      tags: "money",
      entry: "upgrade.confirm.ask",
      on: {
        "choice.confirm": "upgrading",
        "choice.back": "cancelled",
        back: "cancelled",
        cancel: "cancelled",
        leave: { actions: "upgrade.cancelled" },
        unexpected: { target: "confirm", reenter: true, actions: "money.tap" },
        media: { target: "confirm", reenter: true, actions: "media" },
      },
      after: { replyTimeout: "expired" },
    },
    upgrading: {
      description: "The form for money makes the member a Hustler.",
      invoke: {
        src: "moneyCall",
        id: "moneyCall",
        input: ({ context: { account } }) => ({
          call: "hustler10k",
          upgrade: { personalAccountID: account.accountID },
        }),
        onDone: [
          { guard: "isBack", target: "confirm" },
          { guard: "isExpired", target: "expired" },
          { target: "ended", actions: "keepProfile" },
        ],
      },
    },
    ended: { type: "final", tags: "goal", description: "The member has read the outcome." },
    cancelled: { type: "final", description: "The tier stays.", entry: "upgrade.cancelled" },
    expired: { type: "final", description: "No reply in time.", entry: "upgrade.expired" },
  },
});
