import { assign, setup } from "xstate";
import {
  type MemberEvent,
  minutes,
  operations,
  outcomes,
  reasonOf,
  reply,
  seconds,
  textOf,
} from "./kit.ts";
import {
  type Account,
  type Amount,
  accountOf,
  blank,
  formatAmount,
  type OwnAccount,
  type PendingOffer,
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
  /** The member's open offers just before this one was sent. */
  known: string[];
  credexID: string;
  reason: string;
  looks: number;
}

/** The offer that was not there before, with this amount for this account. */
const appeared = (form: Form, profile: Profile): PendingOffer | undefined =>
  accountOf(profile, form.account.accountID)?.pendingOut.find(
    ({ credexID, formattedInitialAmount, counterpartyAccountName }) =>
      !form.known.includes(credexID) &&
      formattedInitialAmount.replace(/^-|,/g, "") === formatAmount(form.amount) &&
      counterpartyAccountName === form.recipient.accountName,
  );

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
    keepKnown: assign({
      known: ({ context }, answer: { profile: Profile }) =>
        accountOf(answer.profile, context.account.accountID)?.pendingOut.map(
          ({ credexID }) => credexID,
        ) ?? [],
    }),
    keepReference: assign({ credexID: (_, answer: { credexID: string }) => answer.credexID }),
    keepAppeared: assign({
      credexID: ({ context }, answer: { profile: Profile }) =>
        appeared(context, answer.profile)?.credexID ?? "",
    }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
    countLook: assign({ looks: ({ context }) => context.looks + 1 }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isAmount: ({ event, context }) =>
      parseAmount(textOf(event), context.account.defaultDenom) !== undefined,
    isHandle: ({ event }) => parseHandle(textOf(event)) !== undefined,
    isOwnHandle: ({ event, context }) =>
      parseHandle(textOf(event)) === context.account.accountHandle,
    hasAppeared: ({ context }, answer: { profile: Profile }) =>
      appeared(context, answer.profile) !== undefined,
    hasLookedEnough: ({ context }) => context.looks >= 4,
  },
  delays: { patience: minutes(4), aWhile: seconds(15) },
}).createMachine({
  id: "offer",
  context: ({ input }) => ({
    ...input,
    profile: undefined,
    amount: blank.amount,
    handle: "",
    recipient: blank.account,
    known: [],
    credexID: "",
    reason: "",
    looks: 0,
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
            "choice.confirm": "#offer.noting",
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
    noting: {
      description:
        "We note the open offers, so that this one can be told apart should its answer get lost.",
      on: { home: "cancelled", cancel: "cancelled", unexpected: {}, media: {} },
      invoke: {
        src: "getDashboard",
        input: {},
        onDone: {
          target: "sending",
          actions: { type: "keepKnown", params: ({ event }) => event.output },
        },
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { target: "away" },
        ],
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
      on: { "choice.again": "noting", "choice.cancel": "cancelled", cancel: "cancelled" },
      after: { patience: "expired" },
    },
    unknown: {
      description:
        "Sent, and no answer came: nobody knows yet. We look again, and never send again.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.unknown", ...summary(context) }),
      },
      initial: "waiting",
      on: {
        home: "unconfirmed",
        cancel: "unconfirmed",
        unexpected: {
          actions: {
            type: "reply",
            params: ({ context }) => ({ key: "offer.checking", ...summary(context) }),
          },
        },
        media: {
          actions: {
            type: "reply",
            params: ({ context }) => ({ key: "offer.checking", ...summary(context) }),
          },
        },
      },
      states: {
        waiting: {
          description: "A little time, for an answer that is only slow.",
          after: { aWhile: { target: "looking", actions: "countLook" } },
        },
        looking: {
          description: "Is there an offer that was not there before?",
          invoke: {
            src: "getDashboard",
            input: {},
            onDone: [
              {
                guard: { type: "hasAppeared", params: ({ event }) => event.output },
                target: "#offer.sent",
                actions: [
                  { type: "keepAppeared", params: ({ event }) => event.output },
                  { type: "keepProfile", params: ({ event }) => event.output },
                ],
              },
              {
                guard: "hasLookedEnough",
                target: "#offer.unconfirmed",
                actions: { type: "keepProfile", params: ({ event }) => event.output },
              },
              { target: "waiting" },
            ],
            onError: [
              { guard: "hasLookedEnough", target: "#offer.unconfirmed" },
              { target: "waiting" },
            ],
          },
        },
      },
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
    unconfirmed: {
      type: "final",
      description:
        "No sign of it, or the member goes on before there is: nothing is proved, and they are told just that.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.unconfirmed", ...summary(context) }),
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
