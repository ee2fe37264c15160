import { assign, sendParent, setup } from "xstate";
import { amountRefusal, parseAmount } from "./amounts.ts";
import type { Reply } from "./copy/reply.ts";
import { addDays, dueFault, dueRange, formatDay, parseDay, readDay } from "./days.ts";
import { handleRefusal, isPhoneNumber, parseHandle, shownHandle } from "./handles.ts";
import {
  choiceValueOf,
  type MemberEvent,
  mediaReply,
  minutes,
  operations,
  outcomes,
  reasonOf,
  reply,
  textOf,
  todayOf,
} from "./kit.ts";
import { formatQuickOffer, type QuickOffer } from "./quick-offer.ts";
import { type Amount, blank, type OwnAccount, type Payee, type Profile } from "./values.ts";

interface Form {
  /** What credex-core told since the form was opened, if anything. */
  profile: Profile | undefined;
  account: OwnAccount;
  /** What the form was opened with, if it was by a quick command. */
  quick: QuickOffer | undefined;
  /** The day on which the due date was asked for, or said. */
  today: string;
  amount: Amount;
  handle: string;
  recipient: Payee;
  /** The member would rather promise it than have it set aside: unsecured. */
  promised: boolean;
  /** Of an unsecured offer, as soon as it is known; otherwise "". */
  dueDate: string;
  credexID: string;
  reason: string;
}

/** How many weeks ahead a due date is offered. */
const WEEKS = [1, 2, 4, 8, 13, 26, 52];
const WEEK_DAYS = 7;

const summary = ({ amount, recipient }: Form) => ({ amount, recipient: recipient.accountName });

/** All that matters. */
const confirmation = (form: Form): Reply => {
  const { account, handle, dueDate, recipient } = form;
  const offered = {
    ...summary(form),
    handle: shownHandle(handle),
    isFirst: recipient.isFirst ? "yes" : "no",
    account: account.accountName,
  };
  return dueDate
    ? { key: "offer.unsecured.ask", ...offered, due: { day: dueDate } }
    : { key: "offer.confirm.ask", ...offered };
};

/** "" for what is no number of weeks. */
const dayInWeeks = (count: string, today: string): string =>
  /^\d{1,3}$/.test(count) ? addDays(today, Number(count) * WEEK_DAYS) : "";

const weeksFrom = (today: string) =>
  WEEKS.map((count) => ({
    row: "weeks" as const,
    value: `${count}`,
    count,
    due: { day: addDays(today, count * WEEK_DAYS) },
  }));

/** Why a text is no amount, with an example that would do. */
const amountInvalid = (text: string, { account }: Form): Reply => ({
  key: "offer.amount.invalid",
  ...amountRefusal(text, account.defaultDenom),
});

const recipientInvalid = (text: string): Reply => ({
  key: "offer.recipient.invalid",
  ...handleRefusal(text),
});

const exampleOf = ({ today }: Form) => formatDay(addDays(today, 8 * WEEK_DAYS));

const dueInvalid = (text: string, form: Form): Reply => {
  const reading = readDay(text, form.today);
  const reason = reading.kind === "refused" ? reading.reason : "notADate";
  return { key: "offer.due.invalid", reason, example: exampleOf(form) };
};

const dueOutOfRange = ({ dueDate, today }: Form): Reply => {
  const { first, last } = dueRange(today);
  const reason = dueFault(dueDate, today) ?? "soon";
  return { key: "offer.due.range", reason, first: { day: first }, last: { day: last } };
};

/** What brings a form back that was filled in so far; "none" if the recipient is not known. */
const commandOf = ({ amount, handle, recipient, promised, account }: Form): string => {
  if (!handle || recipient.accountHandle !== handle) return "none";
  const denomination = account.defaultDenom;
  return formatQuickOffer({ amount, handle, secured: !promised, denomination });
};

/**
 * A member offers a credex: amount → recipient → confirm → sending → sent. It is secured, unless the
 * member would rather promise it: then there is a due date to say before the confirm.
 */
export const offer = setup({
  types: {} as {
    context: Form;
    events: MemberEvent;
    input: { account: OwnAccount; quick?: (QuickOffer & { today: string }) | undefined };
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
    forgetRecipient: assign({
      handle: "",
      quick: ({ context: { quick } }) => quick && { ...quick, handle: "" },
    }),
    keepRecipient: assign({ recipient: (_, account: Payee) => account }),
    secure: assign({ promised: false, dueDate: "" }),
    promise: assign({ promised: true, dueDate: "", today: ({ event }) => todayOf(event) }),
    keepDueDate: assign({
      today: ({ event }) => todayOf(event),
      dueDate: ({ event }) => parseDay(textOf(event), todayOf(event)) ?? "",
    }),
    keepWeeks: assign({
      today: ({ event }) => todayOf(event),
      dueDate: ({ event }) => dayInWeeks(choiceValueOf(event), todayOf(event)),
    }),
    forgetDueDate: assign({ dueDate: "" }),
    passOn: sendParent(({ event }) => event),
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
    isPlain: ({ context }) => context.quick === undefined,
    isAmountKnown: ({ context }) => context.amount.value !== blank.amount.value,
    isHandleKnown: ({ context }) => context.handle !== "",
    isHandleWrong: ({ context }) => context.quick !== undefined && context.quick.handle !== "",
    isHandleOwn: ({ context }) => context.handle === context.account.accountHandle,
    isUnsecured: ({ context }) => context.promised,
    wasQuickPromise: ({ context }) => context.quick?.secured === false,
    isDay: ({ event }) => parseDay(textOf(event), todayOf(event)) !== undefined,
    isInRange: ({ context }) => dueFault(context.dueDate, context.today) === undefined,
    isOwnHandle: ({ event, context }) =>
      parseHandle(textOf(event)) === context.account.accountHandle,
  },
  delays: { patience: minutes(4) },
}).createMachine({
  id: "offer",
  // What is promised: a member sends this many messages at most to make an offer.
  meta: { messages: 4 },
  context: ({ input }) => ({
    account: input.account,
    quick: input.quick,
    today: input.quick?.today ?? "",
    profile: undefined,
    amount: parseAmount(input.quick?.amount ?? "", input.account.defaultDenom) ?? blank.amount,
    handle: parseHandle(input.quick?.handle ?? "") ?? "",
    recipient: blank.account,
    promised: input.quick?.secured === false,
    dueDate: "",
    credexID: "",
    reason: "",
  }),
  initial: "filling",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    filling: {
      description: "The member says what to offer and to whom. Nothing is sent yet.",
      initial: "opening",
      on: {
        cancel: "cancelled",
        "choice.cancel": "cancelled",
        home: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"],
        },
      },
      states: {
        opening: {
          description: "A quick command says much already: what is asked first is what is left.",
          always: [
            { guard: "isPlain", target: "amount" },
            { guard: "isAmountKnown", target: "knowing" },
            {
              target: "amount",
              actions: {
                type: "reply",
                params: ({ context }) => amountInvalid(context.quick?.amount ?? "", context),
              },
            },
          ],
        },
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
              { guard: "isAmount", target: "knowing", actions: "keepAmount" },
              {
                target: "amount",
                reenter: true,
                actions: {
                  type: "reply",
                  params: ({ context, event }) => amountInvalid(textOf(event), context),
                },
              },
            ],
            media: {
              target: "amount",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#offer.expired" },
        },
        knowing: {
          description: "The amount is known; who it is for may have been said with it.",
          always: [
            {
              guard: "isHandleOwn",
              target: "recipient",
              actions: { type: "reply", params: { key: "offer.recipient.self" } },
            },
            { guard: "isHandleKnown", target: "searching" },
            {
              guard: "isHandleWrong",
              target: "recipient",
              actions: {
                type: "reply",
                params: ({ context }) => recipientInvalid(context.quick?.handle ?? ""),
              },
            },
            { target: "recipient" },
          ],
        },
        recipient: {
          description: "We ask who it is for.",
          tags: "text",
          entry: {
            type: "reply",
            params: ({ context }) => ({ key: "offer.recipient.ask", amount: context.amount }),
          },
          on: {
            back: { target: "amount", actions: "forgetRecipient" },
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
                actions: { type: "reply", params: ({ event }) => recipientInvalid(textOf(event)) },
              },
            ],
            media: {
              target: "recipient",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
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
            onDone: [
              {
                guard: "isUnsecured",
                target: "due",
                actions: { type: "keepRecipient", params: ({ event }) => event.output },
              },
              {
                target: "confirm",
                actions: { type: "keepRecipient", params: ({ event }) => event.output },
              },
            ],
            onError: [
              {
                guard: { type: "isRefusedAs", params: { code: "account_not_found" } },
                target: "recipient",
                actions: {
                  type: "reply",
                  params: ({ context }) => ({
                    key: "offer.recipient.unknown",
                    handle: shownHandle(context.handle),
                    looksLike: isPhoneNumber(context.handle) ? "phone" : "handle",
                  }),
                },
              },
              {
                target: "recipient",
                actions: {
                  type: "reply",
                  params: ({ context }) => ({
                    key: "offer.recipient.away",
                    handle: shownHandle(context.handle),
                  }),
                },
              },
            ],
          },
        },
        due: {
          description: "We ask by when an unsecured offer will be paid.",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "offer.due.ask",
              ...summary(context),
              example: exampleOf(context),
              choices: weeksFrom(context.today),
            }),
          },
          on: {
            back: [
              { guard: "wasQuickPromise", target: "recipient" },
              { target: "confirm", actions: "secure" },
            ],
            "choice.weeks": { target: "dated", actions: "keepWeeks" },
            text: [
              { guard: "isDay", target: "dated", actions: "keepDueDate" },
              {
                target: "due",
                reenter: true,
                actions: {
                  type: "reply",
                  params: ({ context, event }) => dueInvalid(textOf(event), context),
                },
              },
            ],
            media: {
              target: "due",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#offer.expired" },
        },
        dated: {
          description: "The date that was chosen or written must be one that credex-core takes.",
          always: [
            { guard: "isInRange", target: "confirm" },
            {
              target: "due",
              actions: [
                { type: "reply", params: ({ context }) => dueOutOfRange(context) },
                "forgetDueDate",
              ],
            },
          ],
        },
        confirm: {
          description: "The member sees all that matters, and decides.",
          tags: "money",
          entry: { type: "reply", params: ({ context }) => confirmation(context) },
          on: {
            back: [{ guard: "isUnsecured", target: "due" }, { target: "recipient" }],
            "choice.confirm": "#offer.sending",
            "choice.unsecured": { target: "due", actions: "promise" },
            "choice.secured": { target: "confirm", reenter: true, actions: "secure" },
            unexpected: {
              target: "confirm",
              reenter: true,
              actions: { type: "reply", params: { key: "money.tap" } },
            },
            media: {
              target: "confirm",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#offer.expired" },
        },
      },
    },
    sending: {
      description: "credex-core makes the offer. It is asked once, and never again by itself.",
      on: {
        home: "underway",
        cancel: "underway",
        language: "underway",
        offers: {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "offer.underway", ...summary(context) }),
            },
            "passOn",
          ],
        },
        "quick.offer": {
          actions: [
            {
              type: "reply",
              params: ({ context }) => ({ key: "offer.underway", ...summary(context) }),
            },
            "passOn",
          ],
        },
        unexpected: {},
        media: {},
      },
      invoke: {
        src: "createCredex",
        input: ({ context: { account, recipient, amount, dueDate } }) => ({
          issuerAccountID: account.accountID,
          receiver: recipient,
          amount,
          ...(dueDate && { dueDate }),
        }),
        onDone: {
          target: "sent",
          actions: [
            { type: "keepProfile", params: ({ event }) => event.output },
            { type: "keepReference", params: ({ event }) => event.output },
          ],
        },
        onError: [
          {
            guard: { type: "isRefusedAs", params: { code: "invalid_input" } },
            target: "invalid",
          },
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
      tags: "money",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.away", ...summary(context) }),
      },
      on: {
        "choice.again": "sending",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        back: "#offer.filling.confirm",
        home: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"],
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
      description:
        "Offers are paused for everybody: nothing was sent, and the member may try again.",
      tags: "money",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.paused", ...summary(context) }),
      },
      on: {
        "choice.again": "sending",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        back: "#offer.filling.confirm",
        home: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        language: { actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "offer.cancelled" } }, "passOn"],
        },
        unexpected: {
          target: "paused",
          reenter: true,
          actions: { type: "reply", params: { key: "money.tap" } },
        },
      },
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
          due: context.dueDate ? { day: context.dueDate } : "none",
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
    invalid: {
      type: "final",
      description: "The offer could not be sent, so it may not be fit to be shown either.",
      entry: { type: "reply", params: { key: "offer.invalid" } },
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
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "offer.expired", command: commandOf(context) }),
      },
    },
  },
});
