import { dueDateIsDueOn, recipientIsPayee } from "../../support/machine-edits.ts";
import type { SourceEdit } from "../../support/source-edits.ts";
import {
  atConfirm,
  atDue,
  atPromise,
  atRecipient,
  atSearching,
  atSending,
  made,
  offered,
  promised,
  thandi,
} from "../scenes.ts";
import { describeEdit, goesHome, isAskedAgain } from "./edited.ts";

/* Names that an edit changes, and a migration that says so: members continue where they are. */

/** A migration of machines that are edited, whose names the types of the shipped ones do not know. */
interface Renamings {
  forms?: { [old: string]: string };
  states?: { [machine: string]: { [old: string]: string } };
  fields?: { [machine: string]: { [old: string]: string } };
  choices?: { [machine: string]: { [old: string]: string } };
}

const migratedBy = (...migrations: Renamings[]): SourceEdit => [
  "migrations/migrations.ts",
  "= []",
  `= ${JSON.stringify(migrations)}`,
];

const payee = { states: { offer: { "filling.recipient": "filling.payee" } } };

describeEdit(
  "a state has another name",
  [...recipientIsPayee, migratedBy(payee)],
  [
    {
      when: "in it, a text is the answer to its question",
      at: atRecipient,
      follows: (it) =>
        it
          .says(thandi.accountHandle)
          .isAt("ready.offer/filling.searching")
          .calls("getAccountByHandle", { handle: thandi.accountHandle })
          .answers(thandi)
          .hears("offer.confirm.ask"),
    },
    {
      when: "in it, its time limit still counts",
      at: atRecipient,
      follows: (it) => it.waits("4 min").hears("offer.expired", "home.menu"),
    },
    {
      when: "in it, a photo is answered with the question",
      at: () => atRecipient().shows("image"),
      follows: (it) =>
        it.shows("image").hears("media", "offer.recipient.ask").isAt("ready.offer/filling.payee"),
    },
    {
      when: "two servers that take turns explain the way back, which has no migration",
      at: atRecipient,
      follows: (it) => goesHome(it.says("nobody here").isServedAsBefore().says("thandi_tailor")),
    },
  ],
);

const group: SourceEdit[] = [
  ["offer.ts", "filling", "asking"],
  ["offer.ts", "searching", "looking"],
];
const asking = {
  states: { offer: { filling: "asking", "filling.searching": "asking.looking" } },
};

describeEdit(
  "states around others have other names",
  [...group, migratedBy(asking)],
  [
    {
      when: "a state within keeps its own name, and a button counts",
      at: atDue,
      follows: (it) =>
        it.taps("weeks=4").hears("offer.unsecured.ask").isAt("ready.offer/asking.confirm"),
    },
    {
      when: "the answer to a call in progress counts",
      at: atSearching,
      follows: (it) => it.answers(thandi).hears("offer.confirm.ask"),
    },
    {
      when: "what the member has agreed to is asked again, and one offer is made",
      at: atConfirm,
      follows: (it) =>
        isAskedAgain(it.taps("confirm"))
          .taps("confirm")
          .calls("createCredex", offered)
          .answers(made)
          .hears("offer.sent", "home.menu"),
    },
  ],
);

const making: SourceEdit[] = [
  ["money-call.ts", "        offering: {", "        making: {"],
  ["money-call.ts", 'target: "offering"', 'target: "making"'],
];
const offeringIsMaking = { states: { moneyCall: { "sending.offering": "sending.making" } } };

describeEdit(
  "the state of a money call in progress has another name",
  [...making, migratedBy(offeringIsMaking)],
  [
    {
      when: "its answer brings the receipt, and nothing is sent again",
      at: atSending,
      follows: (it) => it.answers(made).hears("offer.sent", "home.menu").callsNothing(),
    },
  ],
);

const deal: SourceEdit[] = [
  ["root.ts", "    offer,\n    incoming", "    deal: offer,\n    incoming"],
  ["root.ts", 'src: "offer",\n            id: "offer"', 'src: "deal",\n            id: "deal"'],
  ["offer.ts", 'id: "offer"', 'id: "deal"'],
  ["offer.ts", "#offer", "#deal"],
];

describeEdit(
  "a form has another name",
  [...deal, migratedBy({ forms: { offer: "deal" } })],
  [
    {
      when: "an answer counts, and the call after it",
      at: atRecipient,
      follows: (it) =>
        it
          .says(thandi.accountHandle)
          .reaches("getAccountByHandle")
          .calls("getAccountByHandle", { handle: thandi.accountHandle })
          .answers(thandi)
          .hears("offer.confirm.ask"),
    },
    {
      when: "its time limit still counts",
      at: atRecipient,
      follows: (it) => it.waits("4 min").hears("offer.expired", "home.menu"),
    },
    {
      when: "the answer to a call in progress counts",
      at: atSearching,
      follows: (it) => it.answers(thandi).hears("offer.confirm.ask"),
    },
    {
      when: "the answer to a money call brings the receipt",
      at: atSending,
      follows: (it) => it.answers(made).hears("offer.sent", "home.menu").callsNothing(),
    },
  ],
);

const dueOn = { fields: { offer: { dueDate: "dueOn" } } };

describeEdit(
  "a field of a context has another name",
  [...dueDateIsDueOn, migratedBy(dueOn)],
  [
    {
      when: "a promise is asked again with its values, and one is sent as it was agreed",
      at: atPromise,
      follows: (it) =>
        it
          .taps("confirm")
          .hears("money.tap", "offer.unsecured.ask")
          .reads("20.00 USD", "21 December")
          .callsNothing()
          .taps("confirm")
          .calls("createCredex", promised),
    },
    {
      when: "the receipt of a promise in flight has its date",
      at: () => atPromise().taps("confirm").calls("createCredex", promised),
      follows: (it) => it.answers(made).hears("offer.sent", "home.menu").reads("21 December"),
    },
  ],
);

describeEdit(
  "a field has another name, and the migration says another form",
  [...dueDateIsDueOn, migratedBy({ ...payee, fields: { incoming: { dueDate: "dueOn" } } })],
  [
    {
      when: "at a question about money",
      at: atPromise,
      follows: (it) => goesHome(it.taps("confirm")),
    },
  ],
);

const later: SourceEdit[] = ["en", "sn", "nd"].map(
  (code): SourceEdit => [`copy/${code}.ts`, "unsecured: ", "later: "],
);

describeEdit(
  "choices have other names",
  [
    ...later,
    ["offer.ts", '"choice.unsecured"', '"choice.later"'],
    ["offer.ts", '"choice.confirm"', '"choice.send"'],
    ["offer.ts", '"choice.weeks"', '"choice.in"'],
    migratedBy(
      { choices: { offer: { unsecured: "later", weeks: "in" } } },
      { choices: { offer: { confirm: "send" } } },
    ),
  ],
  [
    {
      when: "a button of the old name counts",
      at: atConfirm,
      follows: (it) => it.taps("unsecured").hears("offer.due.ask"),
    },
    {
      when: "a button of the old name counts with its value",
      at: atDue,
      follows: (it) => it.taps("weeks=4").hears("offer.unsecured.ask").reads("21 December"),
    },
    {
      when: "a typed title counts",
      at: atConfirm,
      follows: (it) => it.says("pay later instead").hears("offer.due.ask"),
    },
    {
      when: "a button that moves money is asked again",
      at: atConfirm,
      follows: (it) => isAskedAgain(it.taps("confirm")),
    },
  ],
);

describeEdit(
  "what a migration leads to does not fit",
  [
    ...recipientIsPayee,
    ["offer.ts", '    dueDate: "",\n', '    dueDate: "",\n    note: "",\n'],
    migratedBy(payee),
  ],
  [
    {
      when: "a field is new besides: home, with a sentence",
      at: atRecipient,
      follows: (it) => goesHome(it.says("thandi_tailor")),
    },
    {
      when: "where nothing is migrated, members continue as without it",
      at: atDue,
      follows: (it) => it.taps("weeks=4").hears("offer.unsecured.ask"),
    },
  ],
);
