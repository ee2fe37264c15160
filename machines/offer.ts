import { assign, setup } from "xstate";
import { amountRefusal, parseAmount } from "./amounts.ts";
import { dueFault, parseDay } from "./days.ts";
import { dayInWeeks, dueInvalid, dueOutOfRange, exampleOf, weeksFrom } from "./due-dates.ts";
import { handleRefusal, isPhoneNumber, parseHandle, shownHandle } from "./handles.ts";
import {
  choiceValueOf,
  type FormTypes,
  minutes,
  operations,
  outcomes,
  outputOf,
  profileAfter,
  textOf,
  todayOf,
} from "./kit.ts";
import { moneyOutcomes } from "./money.ts";
import { moneyCall } from "./money-call.ts";
import { commandFor, filledBy, type QuickCommand, writtenIn } from "./quick-command.ts";
import { says, saysOneOf } from "./says.ts";
import { type Amount, blank, type OwnAccount, type Payee, type Profile } from "./values.ts";

interface Input {
  account: OwnAccount;
  /** What the form was opened with, if it was by a quick command, and on which day. */
  quick?: QuickCommand | undefined;
}

interface Form {
  /** What credex-core answered since the form was opened, if anything. */
  profile: Profile | undefined;
  account: OwnAccount;
  /** What the form was opened with, if it was by a quick command. */
  quick: QuickCommand | undefined;
  /** The day on which the due date was asked for, or said. */
  today: string;
  amount: Amount;
  handle: string;
  recipient: Payee;
  /** The member promises the amount instead of having it set aside. */
  isUnsecured: boolean;
  /** Of an unsecured offer, as soon as it is known; otherwise "". */
  dueDate: string;
}

/** What the wordings show beside the fields of the form. */
const shows = (form: Form) => ({
  account: form.account.accountName,
  denomination: form.account.defaultDenom,
  amount: form.amount,
  handle: shownHandle(form.handle),
  looksLike: isPhoneNumber(form.handle) ? "phone" : "handle",
  recipient: form.recipient.accountName,
  isFirst: form.recipient.isFirst ? "yes" : "no",
  due: form.dueDate ? { day: form.dueDate } : "none",
  command: commandFor(form),
});

const confirm = saysOneOf(["offer.confirm.ask", "offer.unsecured.ask"], (form: Form) =>
  form.dueDate
    ? { key: "offer.unsecured.ask", ...shows(form) }
    : { key: "offer.confirm.ask", ...shows(form) },
);

/**
 * A member offers a credex: amount → recipient → confirm → sending → sent. It is secured, unless the
 * member chooses to promise it: then the form asks for a due date before the confirm.
 */
export const offer = setup({
  types: {} as FormTypes<Form, Input, Pick<Form, "profile">>,
  actions: {
    ...says(shows)({
      "offer.amount.invalid": (form, event) =>
        amountRefusal(writtenIn(event, form.quick).amount, form.account.defaultDenom),
      "offer.recipient.invalid": ({ quick }, event) =>
        handleRefusal(writtenIn(event, quick).handle),
      "offer.due.ask": ({ today }) => ({
        example: exampleOf(today),
        choices: weeksFrom(today).map((week) => ({ row: "weeks" as const, ...week })),
      }),
      "offer.due.invalid": ({ today }, event) => dueInvalid(textOf(event), today),
      "offer.due.range": ({ dueDate, today }) => dueOutOfRange(dueDate, today),
    }),
    confirm,
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
    keepRecipient: assign({
      recipient: ({ event }) => ({ ...blank.account, ...outputOf<Payee>(event) }),
    }),
    makeSecured: assign({ isUnsecured: false, dueDate: "" }),
    makeUnsecured: assign({ isUnsecured: true, dueDate: "", today: ({ event }) => todayOf(event) }),
    keepDueDate: assign({
      today: ({ event }) => todayOf(event),
      dueDate: ({ event }) =>
        dayInWeeks(choiceValueOf(event), todayOf(event)) ||
        (parseDay(textOf(event), todayOf(event)) ?? ""),
    }),
    forgetDueDate: assign({ dueDate: "" }),
    keepProfile: assign({ profile: ({ event, context }) => profileAfter(event, context) }),
  },
  actors: { ...operations, moneyCall },
  guards: {
    ...outcomes,
    ...moneyOutcomes,
    isAmount: ({ event, context }) =>
      parseAmount(textOf(event), context.account.defaultDenom) !== undefined,
    isHandle: ({ event }) => parseHandle(textOf(event)) !== undefined,
    isQuick: ({ context }) => context.quick !== undefined,
    isAmountKnown: ({ context }) => context.amount.value !== blank.amount.value,
    isHandleKnown: ({ context }) => context.handle !== "",
    isHandleWrong: ({ context }) => context.quick !== undefined && context.quick.handle !== "",
    isHandleOwn: ({ context }) => context.handle === context.account.accountHandle,
    isUnsecured: ({ context }) => context.isUnsecured,
    isQuickUnsecured: ({ context }) => context.quick?.secured === false,
    isDay: ({ event }) => parseDay(textOf(event), todayOf(event)) !== undefined,
    isInRange: ({ context }) => dueFault(context.dueDate, context.today) === undefined,
    isOwnHandle: ({ event, context }) =>
      parseHandle(textOf(event)) === context.account.accountHandle,
  },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "offer",
  // What is promised: a member sends this many messages at most to make an offer.
  meta: { messages: 4 },
  context: ({ input: { account, quick } }) => ({
    ...filledBy(quick, account.defaultDenom),
    account,
    recipient: blank.account,
    dueDate: "",
    profile: undefined,
  }),
  initial: "filling",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    filling: {
      description: "The member says what to offer and to whom, and decides. Nothing is sent yet.",
      initial: "start",
      on: {
        cancel: "cancelled",
        "choice.cancel": "cancelled",
        leave: { actions: "offer.cancelled" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        start: {
          description: "Without a quick command, or with one that has no valid amount, asks first.",
          always: [
            { guard: "isAmountKnown", target: "amountKnown" },
            { guard: "isQuick", target: "amount", actions: "offer.amount.invalid" },
            { target: "amount" },
          ],
        },
        amount: {
          description: "Asks for the amount.",
          entry: "offer.amount.ask",
          on: {
            back: "#offer.cancelled",
            text: [
              { guard: "isAmount", target: "amountKnown", actions: "keepAmount" },
              { target: "amount", reenter: true, actions: "offer.amount.invalid" },
            ],
          },
          after: { replyTimeout: "#offer.expired" },
        },
        amountKnown: {
          description: "A quick command may have named the recipient as well.",
          always: [
            { guard: "isHandleOwn", target: "recipient", actions: "offer.recipient.self" },
            { guard: "isHandleKnown", target: "searching" },
            { guard: "isHandleWrong", target: "recipient", actions: "offer.recipient.invalid" },
            { target: "recipient" },
          ],
        },
        recipient: {
          description: "Asks for the recipient's handle.",
          tags: "text",
          entry: "offer.recipient.ask",
          on: {
            back: { target: "amount", actions: "forgetRecipient" },
            text: [
              {
                guard: "isOwnHandle",
                target: "recipient",
                reenter: true,
                actions: "offer.recipient.self",
              },
              { guard: "isHandle", target: "searching", actions: "keepHandle" },
              { target: "recipient", reenter: true, actions: "offer.recipient.invalid" },
            ],
          },
          after: { replyTimeout: "#offer.expired" },
        },
        searching: {
          description: "credex-core looks up the account.",
          on: { unexpected: {}, media: {} },
          invoke: {
            src: "getAccountByHandle",
            input: ({ context }) => ({ handle: context.handle }),
            onDone: [
              { guard: "isUnsecured", target: "due", actions: "keepRecipient" },
              { target: "confirm", actions: "keepRecipient" },
            ],
            onError: [
              {
                guard: { type: "isRefusedAs", params: { code: "account_not_found" } },
                target: "recipient",
                actions: "offer.recipient.unknown",
              },
              { target: "recipient", actions: "offer.recipient.away" },
            ],
          },
        },
        due: {
          description: "Asks for the due date of an unsecured offer.",
          entry: "offer.due.ask",
          on: {
            back: [
              { guard: "isQuickUnsecured", target: "recipient" },
              { target: "confirm", actions: "makeSecured" },
            ],
            "choice.weeks": { target: "dated", actions: "keepDueDate" },
            text: [
              { guard: "isDay", target: "dated", actions: "keepDueDate" },
              { target: "due", reenter: true, actions: "offer.due.invalid" },
            ],
          },
          after: { replyTimeout: "#offer.expired" },
        },
        dated: {
          description: "credex-core accepts due dates of a certain range only.",
          always: [
            { guard: "isInRange", target: "confirm" },
            { target: "due", actions: ["offer.due.range", "forgetDueDate"] },
          ],
        },
        confirm: {
          description: "Shows amount, recipient and due date, and asks whether to send the offer.",
          tags: "money",
          entry: "confirm",
          on: {
            back: [{ guard: "isUnsecured", target: "due" }, { target: "recipient" }],
            "choice.confirm": "#offer.sending",
            "choice.unsecured": { target: "due", actions: "makeUnsecured" },
            "choice.secured": { target: "confirm", reenter: true, actions: "makeSecured" },
            unexpected: { target: "confirm", reenter: true, actions: "money.tap" },
          },
          after: { replyTimeout: "#offer.expired" },
        },
      },
    },
    sending: {
      description: "The form for money sends the offer to credex-core.",
      invoke: {
        src: "moneyCall",
        id: "moneyCall",
        input: ({ context: { account, recipient, amount, dueDate } }) => ({
          call: "createCredex",
          offer: {
            issuerAccountID: account.accountID,
            receiver: recipient,
            amount,
            ...(dueDate && { dueDate }),
          },
        }),
        onDone: [
          { guard: "isBack", target: "filling.confirm" },
          { guard: "isExpired", target: "expired" },
          { target: "ended", actions: "keepProfile" },
        ],
      },
    },
    ended: { type: "final", tags: "goal", description: "The member has read the outcome." },
    cancelled: { type: "final", description: "The member cancelled.", entry: "offer.cancelled" },
    expired: { type: "final", description: "No reply in time.", entry: "offer.expired" },
  },
});
