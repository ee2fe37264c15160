import {
  amountIsSum,
  asksForNote,
  countsCents,
  dueDateIsDueOn,
} from "../../support/machine-edits.ts";
import type { SourceEdit } from "../../support/source-edits.ts";
import {
  atConfirm,
  atDue,
  atHome,
  atPromise,
  atRecipient,
  atSearching,
  atSending,
  confirmOf,
  foundThandi,
  made,
  offered,
  profile,
  promised,
  thandi,
} from "../scenes.ts";
import { describeEdit, goesHome, isAskedAgain } from "./edited.ts";

/* Edits of what a form holds: a field is new, has another name, another type or another meaning. */

/** What a member who is at the confirm can do. */
const confirmGoesHome = [
  {
    when: "at the confirm, its button",
    at: atConfirm,
    follows: goesAfter((it) => it.taps("confirm")),
  },
  { when: "at the confirm, a text", at: atConfirm, follows: goesAfter((it) => it.says("well?")) },
];

function goesAfter(does: typeof goesHome) {
  return (it: Parameters<typeof goesHome>[0]) => goesHome(does(it));
}

describeEdit("the guide's example: a form asks for a note, and shows it", asksForNote, [
  {
    when: "before the new question, the member is asked it and sends one offer",
    at: atRecipient,
    follows: (it) =>
      foundThandi(
        it
          .says(thandi.accountHandle)
          .hears("offer.note.ask" as never)
          .says("For 20 loaves"),
      )
        .hears("offer.confirm.ask")
        .reads("“For 20 loaves”")
        .taps("confirm")
        .calls("createCredex", offered),
  },
  {
    when: "behind the new question, the answer to the lookup",
    at: atSearching,
    follows: goesAfter((it) => it.answers(thandi)),
  },
  ...confirmGoesHome,
  {
    when: "at the confirm, another button",
    at: atConfirm,
    follows: goesAfter((it) => it.taps("unsecured")),
  },
  { when: "at the due date, a choice", at: atDue, follows: goesAfter((it) => it.taps("weeks=4")) },
  {
    when: "a money call in flight, its answer",
    at: atSending,
    follows: (it) => it.answers(made).hears("offer.sent", "home.menu").reads("20.00 USD"),
  },
  {
    when: "at the new question, the release before is served again",
    at: atRecipient,
    follows: (it) =>
      foundThandi(
        goesHome(it.says(thandi.accountHandle).isServedAsBefore().says("For 20 loaves"))
          .answers({ profile })
          .taps("offer")
          .says("20")
          .says(thandi.accountHandle),
      ).hears("offer.confirm.ask"),
  },
]);

describeEdit("the amount is counted in cents", countsCents, [
  {
    when: "at the confirm, its button: the member reads what would be sent now",
    at: atConfirm,
    follows: (it) => isAskedAgain(it.taps("confirm")).reads("*0.20 USD*"),
  },
  {
    when: "before the confirm: it shows what would be sent",
    at: atRecipient,
    follows: (it) =>
      foundThandi(it.says(thandi.accountHandle)).hears("offer.confirm.ask").reads("*0.20 USD*"),
  },
  {
    when: "the release before is served again: the member reads what would be sent then",
    at: atHome,
    follows: (it) =>
      isAskedAgain(
        confirmOf(it.taps("offer")).reads("*20.00 USD*").isServedAsBefore().taps("confirm"),
      ).reads("*2,000.00 USD*"),
  },
]);

describeEdit(
  "the amount is a number of cents",
  countsCents
    .map(
      ([file, from, by]): SourceEdit => [
        file,
        from,
        by.replace(
          "String(Math.round(Number(amount.value) * 100))",
          "Math.round(Number(amount.value) * 100)",
        ),
      ],
    )
    .concat([
      [
        "offer.ts",
        "    account,\n    recipient: blank",
        "    account,\n    amount: { ...blank.amount, value: 0 },\n    recipient: blank",
      ],
    ]),
  confirmGoesHome,
);

describeEdit(
  "the amount is a sum and a currency",
  [
    [
      "offer.ts",
      "\nconst shows = (form: Form) =>",
      "\nconst asAmount = ({ sum, denomination }) => ({ value: sum, denomination });\nconst asSum = (amount) => amount && { sum: amount.value, denomination: amount.denomination };\nconst shows = (form: Form) =>",
    ],
    ["offer.ts", "amount: form.amount,", "amount: asAmount(form.amount),"],
    [
      "offer.ts",
      "    account,\n    recipient: blank",
      "    account,\n    amount: asSum(blank.amount),\n    recipient: blank",
    ],
    [
      "offer.ts",
      "receiver: recipient,\n            amount,",
      "receiver: recipient,\n            amount: asAmount(amount),",
    ],
  ],
  confirmGoesHome,
);

describeEdit("the amount has another name", amountIsSum, [
  ...confirmGoesHome,
  {
    when: "a form that the release before opened in a session of this one",
    at: atConfirm,
    follows: (it, edited) =>
      goesHome(
        confirmOf(
          goesHome(it.taps("confirm")).answers({ profile }).isServedAsBefore().taps("offer"),
        )
          .isServedUnder(edited)
          .taps("confirm"),
      ),
  },
  {
    when: "a money call in flight, its answer",
    at: atSending,
    follows: (it) => it.answers(made).hears("offer.sent", "home.menu").reads("20.00 USD"),
  },
  {
    when: "a money call that was refused, its answer",
    at: atSending,
    follows: (it) => it.refuses("invalid_input").hears("offer.invalid", "home.menu"),
  },
]);

describeEdit("the due date has another name", dueDateIsDueOn, [
  {
    when: "at the confirm of a promise, its button",
    at: atPromise,
    follows: goesAfter((it) => it.taps("confirm")),
  },
  {
    when: "the call of a promise in flight, its answer",
    at: () => atPromise().taps("confirm").calls("createCredex", promised),
    follows: (it) => it.answers(made).hears("offer.sent", "home.menu").reads("21 December 2026"),
  },
]);

describeEdit(
  "what was “unsecured” is the opposite of “secured”",
  [
    ["offer.ts", "isUnsecured: boolean", "isSecured: boolean"],
    ["offer.ts", "commandFor(form)", "commandFor({ ...form, isUnsecured: !form.isSecured })"],
    [
      "offer.ts",
      "makeSecured: assign({ isUnsecured: false,",
      "makeSecured: assign({ isSecured: true,",
    ],
    [
      "offer.ts",
      "makeUnsecured: assign({ isUnsecured: true,",
      "makeUnsecured: assign({ isSecured: false,",
    ],
    ["offer.ts", "context.isUnsecured", "!context.isSecured"],
    [
      "offer.ts",
      "    account,\n    recipient: blank",
      "    account,\n    isSecured: true,\n    recipient: blank",
    ],
    ["offer.ts", "recipient, amount, dueDate } }", "recipient, amount, dueDate, isSecured } }"],
    [
      "offer.ts",
      "...(dueDate && { dueDate })",
      '...(!isSecured && { dueDate: dueDate || "2026-12-21" })',
    ],
  ],
  [
    ...confirmGoesHome,
    {
      when: "before the confirm of a secured offer: it is not sent as a promise",
      at: atRecipient,
      follows: (it) => goesHome(foundThandi(it.says(thandi.accountHandle))),
    },
  ],
);

describeEdit(
  "a form is given a limit, and its confirm looks at it",
  [
    ["root.ts", "quick: context.quick })", "quick: context.quick, limit: 10 })"],
    ["offer.ts", "input: { account, quick } }", "input: { account, quick, limit } }"],
    [
      "offer.ts",
      "    account,\n    recipient: blank",
      "    account,\n    limit,\n    recipient: blank",
    ],
    [
      "offer.ts",
      '"choice.confirm": "#offer.sending"',
      '"choice.confirm": [{ guard: ({ context }) => Number(context.amount.value) > context.limit, target: "amount" }, "#offer.sending"]',
    ],
  ],
  [
    ...confirmGoesHome,
    {
      when: "before the confirm: the limit is not passed over",
      at: atRecipient,
      follows: (it) => goesHome(foundThandi(it.says(thandi.accountHandle)).taps("confirm")),
    },
    {
      when: "a form that is opened later keeps to it",
      at: atHome,
      follows: (it) =>
        confirmOf(it.taps("offer")).taps("confirm").hears("offer.amount.ask").callsNothing(),
    },
  ],
);

describeEdit(
  "the root machine holds a new list, and its menu shows it",
  [
    ["root.ts", '    reason: "",', '    reason: "",\n    favourites: [],'],
    [
      "root.ts",
      "ownIn(context).length > 1 ?",
      "context.favourites.length + ownIn(context).length > 1 ?",
    ],
  ],
  [
    {
      when: "at the menu, a text",
      at: atHome,
      follows: (it) => it.says("well?").hears("unexpected", "home.menu"),
    },
    {
      when: "at the menu, a fresh one",
      at: atHome,
      follows: (it) =>
        it.says("menu").calls("getDashboard").answers({ profile }).hears("home.menu"),
    },
    {
      when: "a money call in flight, its answer",
      at: atSending,
      follows: (it) => it.answers(made).hears("machine.edited", "late.offer.done").calls("login"),
    },
  ],
);

describeEdit(
  "the account of a form is a field of another",
  [
    ["offer.ts", "account.accountName", "account.own.accountName"],
    ["offer.ts", "account.accountID", "account.own.accountID"],
    ["offer.ts", "account.defaultDenom", "account.own.defaultDenom"],
    ["offer.ts", "account.accountHandle", "account.own.accountHandle"],
    ["offer.ts", "filledBy(quick, account.own.", "filledBy(quick, account."],
    [
      "offer.ts",
      "    account,\n    recipient: blank",
      "    account: { own: account },\n    recipient: blank",
    ],
  ],
  [
    {
      when: "before the confirm, a text",
      at: atRecipient,
      follows: goesAfter((it) => it.says("thandi_tailor")),
    },
    ...confirmGoesHome,
  ],
);

describeEdit(
  "what a money call sends has another name",
  [
    ["money.ts", "receiver", "payee"],
    ["late.ts", "receiver", "payee"],
    ["offer.ts", "receiver: recipient", "payee: recipient"],
  ],
  [
    {
      when: "left for the menu, the answer",
      at: () => atSending().says("menu"),
      follows: (it) =>
        it.atLast("createCredex").answers(made).hears("late.other").reads("went through"),
    },
    {
      when: "in flight, the answer",
      at: atSending,
      follows: (it) =>
        it.answers(made).hears("machine.edited", "late.other").reads("went through").calls("login"),
    },
    {
      when: "it was not done, “Try again”",
      at: () => atSending().away(),
      follows: goesAfter((it) => it.taps("again")),
    },
  ],
);
