import { assign, setup } from "xstate";
import { type MemberEvent, minutes, operations, outcomes, reasonOf, reply, textOf } from "./kit.ts";
import {
  type Account,
  type Amount,
  blank,
  type OwnAccount,
  type Profile,
  parseAmount,
  parseHandle,
} from "./values.ts";

interface Form {
  /** What credex-core told since the form was opened, if anything. */
  profile: Profile | undefined;
  account: OwnAccount;
  amount: Amount;
  handle: string;
  recipient: Account;
  credexID: string;
  reason: string;
}

const summary = ({ amount, recipient }: Form) => ({ amount, recipient: recipient.accountName });

/** A member offers a credex: amount → recipient → confirm → sending → sent. */
export const offer = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: { account: OwnAccount };
    output: { profile: Profile | undefined };
  },
  actions: {
    reply,
    keepAmount: assign({
      amount: ({ event, context }) =>
        parseAmount(textOf(event), context.account.defaultDenom) ?? context.amount,
    }),
    keepHandle: assign({
      handle: ({ event, context }) => parseHandle(textOf(event)) ?? context.handle,
    }),
    keepRecipient: assign({ recipient: (_, account: Account) => account }),
    keepProfile: assign({ profile: (_, answer: { profile: Profile }) => answer.profile }),
    keepReference: assign({ credexID: (_, answer: { credexID: string }) => answer.credexID }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isAmount: ({ event, context }) =>
      parseAmount(textOf(event), context.account.defaultDenom) !== undefined,
    isHandle: ({ event }) => parseHandle(textOf(event)) !== undefined,
    isOwnHandle: ({ event, context }) =>
      parseHandle(textOf(event)) === context.account.accountHandle,
  },
  delays: { patience: minutes(4) },
}).createMachine({
  id: "offer",
  // What is promised: a member sends this many messages at most to make an offer.
  meta: { messages: 4 },
  context: ({ input }) => ({
    ...input,
    profile: undefined,
    amount: blank.amount,
    handle: "",
    recipient: blank.account,
    credexID: "",
    reason: "",
  }),
  initial: "filling",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    filling: {
      description: "The member says what to offer and to whom. Nothing is sent yet.",
      initial: "amount",
      on: { cancel: "cancelled", "choice.cancel": "cancelled" },
      states: {
        amount: {
          description: "We ask how much.",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "offer.amount.ask",
              denomination: context.account.defaultDenom,
            }),
          },
          on: {
            back: "#offer.cancelled",
            text: [
              { guard: "isAmount", target: "recipient", actions: "keepAmount" },
              {
                target: "amount",
                reenter: true,
                actions: { type: "reply", params: { key: "offer.amount.invalid" } },
              },
            ],
            media: {
              target: "amount",
              reenter: true,
              actions: { type: "reply", params: { key: "media" } },
            },
          },
          after: { patience: "#offer.expired" },
        },
        recipient: {
          description: "We ask who it is for.",
          entry: {
            type: "reply",
            params: ({ context }) => ({ key: "offer.recipient.ask", amount: context.amount }),
          },
          on: {
            back: "amount",
            text: [
              {
                guard: "isOwnHandle",
                target: "recipient",
                reenter: true,
                actions: { type: "reply", params: { key: "offer.recipient.self" } },
              },
              { guard: "isHandle", target: "searching", actions: "keepHandle" },
              {
                target: "recipient",
                reenter: true,
                actions: { type: "reply", params: { key: "offer.recipient.invalid" } },
              },
            ],
            media: {
              target: "recipient",
              reenter: true,
              actions: { type: "reply", params: { key: "media" } },
            },
          },
          after: { patience: "#offer.expired" },
        },
        searching: {
          description: "credex-core looks up the account.",
          on: { unexpected: {}, media: {} },
          invoke: {
            src: "getAccountByHandle",
            input: ({ context }) => ({ handle: context.handle }),
            onDone: {
              target: "confirm",
              actions: { type: "keepRecipient", params: ({ event }) => event.output },
            },
            onError: [
              {
                guard: { type: "isRefusedAs", params: { code: "account_not_found" } },
                target: "recipient",
                actions: {
                  type: "reply",
                  params: ({ context }) => ({
                    key: "offer.recipient.unknown",
                    handle: context.handle,
                  }),
                },
              },
              {
                target: "recipient",
                actions: {
                  type: "reply",
                  params: ({ context }) => ({
                    key: "offer.recipient.away",
                    handle: context.handle,
                  }),
                },
              },
            ],
          },
        },
        confirm: {
          description: "The member sees all that matters, and decides.",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "offer.confirm.ask",
              ...summary(context),
              handle: context.handle,
              account: context.account.accountName,
            }),
          },
          on: {
            back: "recipient",
            "choice.confirm": "#offer.sending",
            unexpected: { target: "confirm", reenter: true },
            media: {
              target: "confirm",
              reenter: true,
              actions: { type: "reply", params: { key: "media" } },
            },
          },
          after: { patience: "#offer.expired" },
        },
      },
    },
    sending: {
      description: "credex-core makes the offer. It is asked once, and never again by itself.",
      on: { home: "underway", cancel: "underway", unexpected: {}, media: {} },
      invoke: {
        src: "createCredex",
        input: ({ context: { account, recipient, amount } }) => ({
          issuerAccountID: account.accountID,
          receiver: recipient,
          amount,
        }),
        onDone: {
          target: "sent",
          actions: [
            { type: "keepProfile", params: ({ event }) => event.output },
            { type: "keepReference", params: ({ event }) => event.output },
          ],
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
      description: "credex-core was not reached: nothing was sent, and the member may try again.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.away", ...summary(context) }),
      },
      on: { "choice.again": "sending", "choice.cancel": "cancelled", cancel: "cancelled" },
      after: { patience: "expired" },
    },
    paused: {
      description:
        "Offers are paused for everybody: nothing was sent, and the member may try again.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.paused", ...summary(context) }),
      },
      on: { "choice.again": "sending", "choice.cancel": "cancelled", cancel: "cancelled" },
      after: { patience: "expired" },
    },
    sent: {
      type: "final",
      description: "The offer is made; the member has a receipt.",
      entry: {
        type: "reply",
        params: ({ context }) => ({
          key: "offer.sent",
          ...summary(context),
          reference: context.credexID,
        }),
      },
    },
    refused: {
      type: "final",
      description: "credex-core said no, and why.",
      entry: {
        type: "reply",
        params: ({ context }) => ({
          key: "offer.refused",
          ...summary(context),
          reason: context.reason,
        }),
      },
    },
    underway: {
      type: "final",
      description:
        "The member goes on while credex-core makes the offer, which nobody can stop now. What became of it is told when it is known.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.underway", ...summary(context) }),
      },
    },
    unknown: {
      type: "final",
      description:
        "Sent, and no answer came: nobody knows yet. It is looked for, never sent again, and the member hears what came of it.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.unknown", ...summary(context) }),
      },
    },
    unsettled: {
      type: "final",
      description: "An earlier offer is still being looked for, so this one was not sent.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.unsettled", ...summary(context) }),
      },
    },
    cancelled: {
      type: "final",
      description: "The member thought better of it.",
      entry: { type: "reply", params: { key: "offer.cancelled" } },
    },
    expired: {
      type: "final",
      description: "The member went quiet.",
      entry: { type: "reply", params: { key: "offer.expired" } },
    },
  },
});
