import { expect } from "vitest";
import { en } from "../../../machines/copy/en.ts";
import { asksTwice, promisesAtOnce, stateIn } from "../../support/machine-edits.ts";
import type { Play } from "../../support/play.ts";
import type { SourceEdit } from "../../support/source-edits.ts";
import { titleOf } from "../../support/titles.ts";
import {
  atAmount,
  atConfirm,
  atDue,
  atFirstContact,
  atHome,
  atRecipient,
  confirmOf,
  foundThandi,
  made,
  offered,
  pending,
  profile,
  profileOf,
  thandi,
} from "../scenes.ts";
import { describeEdit, goesHome, isAskedAgain } from "./edited.ts";

/* Edits of wordings, buttons, rows, guards and values: what the member has read, or what a choice means, is another. */

const LATER = titleOf("offer.confirm.ask", "unsecured");
const OFFER = JSON.stringify(titleOf("home.menu", "offer"));
/** The end of the confirm, after its last value. */
const CONFIRM = en["offer.confirm.ask"].text.replace(/^.*\}/s, "");

const limited = {
  ...profile,
  member: { ...profile.member, memberTier: 2, remainingAvailableUSD: "30" },
};
const atUpgrade = () => atFirstContact().answers({ profile: limited }).taps("upgrade");
const atSeeing = () =>
  atFirstContact()
    .answers({ profile: profileOf({ pendingIn: [pending("C-5", "5.00 USD")] }) })
    .taps("incoming")
    .taps("credex=C-5");
const isMenuAgain = (play: Play) => play.hears("unexpected", "home.menu").callsNothing();

describeEdit(
  "a guard is stricter",
  [
    [
      "offer.ts",
      "isAmount: ({ event, context }) =>\n      ",
      'isAmount: ({ event, context }) =>\n      !textOf(event).includes(".") && ',
    ],
  ],
  [
    {
      when: "a text is judged by it, and the member reads why",
      at: atAmount,
      follows: (it) => it.says("20.50").hears("offer.amount.invalid", "offer.amount.ask"),
    },
  ],
);

describeEdit(
  "the words of the confirm are others",
  [["copy/en.ts", CONFIRM, "Is that right?"]],
  [
    {
      when: "its button: the member reads the new words, and their next tap counts",
      at: atConfirm,
      follows: (it) =>
        isAskedAgain(it.taps("confirm"))
          .reads("Is that right?")
          .taps("confirm")
          .calls("createCredex", offered),
    },
  ],
);

describeEdit(
  "the upgrade costs something now",
  [["copy/en.ts", "It may come with a recurring payment:", "It costs 25 USD a month:"]],
  [
    {
      when: "“Yes” to the old terms is no “Yes” to the new ones",
      at: atUpgrade,
      follows: (it) =>
        it
          .taps("confirm")
          .hears("money.tap", "upgrade.confirm.ask")
          .reads("25 USD a month")
          .callsNothing(),
    },
  ],
);

const withoutPromise: SourceEdit[] = [
  ["copy/en.ts", `unsecured: ${JSON.stringify(LATER)}, `, ""],
  [
    "offer.ts",
    '            "choice.unsecured": { target: "due", actions: "makeUnsecured" },\n',
    "",
  ],
];
const removed = [
  { when: "a tap on it", at: atConfirm, follows: (it: Play) => isAskedAgain(it.taps("unsecured")) },
  {
    when: "its title, typed",
    at: atConfirm,
    follows: (it: Play) => isAskedAgain(it.says(LATER.toLowerCase())),
  },
];
describeEdit("a button is removed", withoutPromise, removed);
describeEdit(
  "a button has another name",
  [
    ["copy/en.ts", `unsecured: ${JSON.stringify(LATER)}`, `promise: ${JSON.stringify(LATER)}`],
    ["offer.ts", '"choice.unsecured"', '"choice.promise"'],
  ],
  removed,
);

describeEdit("a button sends at once that asked for a date before", promisesAtOnce, [
  {
    when: "a tap on it: the question is asked again with its new button",
    at: atConfirm,
    follows: (it) =>
      isAskedAgain(it.taps("unsecured"))
        .taps("unsecured")
        .calls("createCredex", { ...offered, dueDate: "2026-12-21" }),
  },
]);

describeEdit(
  "“Back” declines",
  [
    [
      "incoming.ts",
      '"choice.decline": { target: "#incoming.deciding", actions: "decline" },\n            "choice.back": "picking"',
      '"choice.decline": { target: "#incoming.deciding", actions: "decline" },\n            "choice.back": { target: "#incoming.deciding", actions: "decline" }',
    ],
  ],
  [
    {
      when: "a tap on it",
      at: atSeeing,
      follows: (it) => it.taps("back").hears("money.tap", "incoming.see.ask").callsNothing(),
    },
  ],
);

describeEdit(
  "rows of weeks are rows of months",
  [["due-dates.ts", "const WEEK_DAYS = 7;", "const WEEK_DAYS = 30;"]],
  [
    {
      when: "a row: the confirm shows the date that it led to",
      at: atDue,
      follows: (it) =>
        it.taps("weeks=4").hears("offer.unsecured.ask").reads("23 March 2027").callsNothing(),
    },
  ],
);

describeEdit(
  "rows of weeks are rows of days",
  [["due-dates.ts", "const WEEK_DAYS = 7;", "const WEEK_DAYS = 1;"]],
  [
    {
      when: "a row whose date is too soon is refused, and the question asked again",
      at: atDue,
      follows: (it) => it.taps("weeks=4").hears("offer.due.range", "offer.due.ask").callsNothing(),
    },
  ],
);

describeEdit(
  "a row of the menu has another name",
  [
    ["root.ts", '"choice.offer": "offer"', '"choice.send": "offer"'],
    ["root.ts", '{ row: "offer" as const }', '{ row: "send" as const }'],
    ["copy/en.ts", `offer: { title: ${OFFER}`, `send: { title: ${OFFER}`],
  ],
  [
    { when: "a tap on it", at: atHome, follows: (it) => isMenuAgain(it.taps("offer")) },
    {
      when: "its number, typed",
      at: atHome,
      follows: (it) => isMenuAgain(it.saysNumberOf("offer")),
    },
  ],
);

describeEdit(
  "the rows of the menu have another order",
  [
    ["root.ts", '    { row: "offer" as const },\n', ""],
    [
      "root.ts",
      '    { row: "ledger" as const },\n',
      '    { row: "ledger" as const },\n    { row: "offer" as const },\n',
    ],
  ],
  [
    {
      when: "a number counts by the list that the member sees",
      at: atHome,
      follows: (it) => it.saysNumberOf("offer").hears("offer.amount.ask"),
    },
    {
      when: "after the new list, by the new one",
      at: atHome,
      follows: (it) =>
        it
          .says("well?")
          .hears("unexpected", "home.menu")
          .saysNumberOf("ledger")
          .calls("getLedger", expect.anything()),
    },
  ],
);

describeEdit(
  "a currency has no decimals",
  [["values.ts", "USD: 2,", "USD: 0,"]],
  [
    {
      when: "an amount with decimals is sent as it was confirmed",
      at: atConfirm,
      follows: (it) =>
        isAskedAgain(it.taps("confirm"))
          .reads("*20 USD*")
          .taps("confirm")
          .calls("createCredex", offered)
          .answers(made)
          .hears("offer.sent", "home.menu")
          .reads("*20 USD*"),
    },
  ],
);

describeEdit(
  "a currency is gone",
  [["values.ts", " ZWG: 2,", ""]],
  [
    {
      when: "at the confirm of an amount in it, the button",
      at: () => atConfirm("20 ZWG"),
      follows: (it) =>
        goesHome(it.taps("confirm")).answers({ profile }).hears("home.greeting", "home.menu"),
    },
    {
      when: "the call of an amount in it, its refusal",
      at: () => atConfirm("20 ZWG").taps("confirm"),
      follows: (it) =>
        it.atLast("createCredex").refuses("invalid_input").hears("offer.invalid", "home.menu"),
    },
    {
      when: "the call of an amount in it, its answer",
      at: () => atConfirm("20 ZWG").taps("confirm"),
      follows: (it) =>
        it
          .atLast("createCredex")
          .answers(made)
          .hears("machine.edited", "late.other")
          .reads("went through")
          .calls("login"),
    },
  ],
);

describeEdit(
  "a language is gone",
  [["copy/languages.ts", "  sn: { copy: sn, reviewed: reviewedInShona },\n", ""]],
  [
    {
      when: "its row: it is refused, and the member reads that it is not kept",
      at: () => atHome().taps("language"),
      follows: (it) =>
        it
          .taps("locale=sn")
          .calls("keepLanguage", { locale: "sn" })
          .refuses("language_not_offered")
          .hears("language.away")
          .reads("I couldn't"),
    },
    {
      when: "another row counts",
      at: () => atHome().taps("language"),
      follows: (it) => it.taps("locale=nd").calls("keepLanguage", { locale: "nd" }),
    },
    {
      when: "a member who speaks it reads the default one",
      at: () => atHome().speaks("sn"),
      follows: (it) => it.taps("offer").hears("offer.amount.ask").reads("How much would you like"),
    },
  ],
);

describeEdit(
  "a placeholder has another name",
  [
    [
      "offer.ts",
      "  handle: shownHandle(form.handle),",
      "  at: shownHandle(form.handle),\n  handle: shownHandle(form.handle),",
    ],
    [
      "copy/en.ts",
      "to *{recipient}* (@{handle})\\nfrom {account}",
      "to *{recipient}* (@{at})\\nfrom {account}",
    ],
  ],
  [
    {
      when: "the confirm is asked again, and shows the value",
      at: atConfirm,
      follows: (it) =>
        isAskedAgain(it.taps("confirm"))
          .reads("(@thandi_tailor)")
          .taps("confirm")
          .calls("createCredex", offered),
    },
  ],
);

describeEdit(
  "a form is gone",
  [
    ["root.ts", stateIn("root.ts", "ledger", 8), ""],
    ["root.ts", '            "choice.ledger": "ledger",\n', ""],
    ["root.ts", '    { row: "ledger" as const },\n', ""],
    ["root.ts", "    ledger,\n", ""],
  ],
  [
    {
      when: "in it, a text",
      at: () => atHome().taps("ledger"),
      follows: (it) => goesHome(it.says("back")),
    },
    { when: "its row", at: atHome, follows: (it) => isMenuAgain(it.taps("ledger")) },
  ],
);

describeEdit("a second confirm is added", asksTwice, [
  {
    when: "at the confirm: the second one follows",
    at: atConfirm,
    follows: (it) =>
      it
        .taps("confirm")
        .hears("offer.sure.ask" as never)
        .callsNothing()
        .taps("really")
        .calls("createCredex", offered),
  },
  {
    when: "taken back: “Continue” sends nothing",
    at: atHome,
    follows: (it) =>
      isAskedAgain(confirmOf(it.taps("offer")).reads("Shall I").isServedAsBefore().taps("confirm")),
  },
  {
    when: "taken back at the second confirm",
    at: atHome,
    follows: (it) =>
      goesHome(confirmOf(it.taps("offer")).taps("confirm").isServedAsBefore().taps("really")),
  },
  {
    when: "taken back before the confirm",
    at: atRecipient,
    follows: (it) =>
      foundThandi(it.isServedAsBefore().says(thandi.accountHandle)).hears("offer.confirm.ask"),
  },
]);
