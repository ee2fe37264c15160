import { recipientIsPayee, stateIn } from "../../support/machine-edits.ts";
import {
  atConfirm,
  atDue,
  atPromise,
  atRecipient,
  atSending,
  made,
  offered,
  promised,
  thandi,
} from "../scenes.ts";
import { describeEdit, goesHome, isAskedAgain } from "./edited.ts";

/* Edits of states, forms, delays and names. */

const confirmState = stateIn("offer.ts", "confirm", 8);

describeEdit(
  "a state is described in other words",
  [["offer.ts", 'description: "Asks for the amount."', 'description: "How much?"']],
  [
    {
      when: "an answer counts",
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
      when: "a confirm is asked again, and one offer is made",
      at: atConfirm,
      follows: (it) =>
        isAskedAgain(it.taps("confirm"))
          .taps("confirm")
          .calls("createCredex", offered)
          .answers(made)
          .hears("offer.sent", "home.menu"),
    },
    {
      when: "the answer to a money call brings the receipt",
      at: atSending,
      follows: (it) => it.answers(made).hears("offer.sent", "home.menu"),
    },
    {
      when: "two servers that take turns lose nothing and make one offer",
      at: atRecipient,
      follows: (it, edited) =>
        isAskedAgain(
          it
            .says("nobody here")
            .hears("offer.recipient.invalid", "offer.recipient.ask")
            .isServedAsBefore()
            .says(thandi.accountHandle)
            .reaches("getAccountByHandle")
            .calls("getAccountByHandle", { handle: thandi.accountHandle })
            .isServedUnder(edited)
            .answers(thandi)
            .hears("offer.confirm.ask")
            .isServedAsBefore()
            .taps("confirm"),
        )
          .taps("confirm")
          .calls("createCredex", offered)
          .isServedUnder(edited)
          .taps("confirm")
          .callsNothing()
          .atLast("createCredex")
          .answers(made)
          .hears("offer.sent", "home.menu"),
    },
  ],
);

describeEdit("a state gets another name", recipientIsPayee, [
  { when: "in it, a text", at: atRecipient, follows: (it) => goesHome(it.says("thandi_tailor")) },
  {
    when: "in it, a quick command continues to its confirm",
    at: atRecipient,
    follows: (it) =>
      it
        .says("5=>thandi_tailor")
        .hears("machine.edited")
        .calls("login")
        .answers({ profile: made.profile })
        .calls("getAccountByHandle", { handle: thandi.accountHandle })
        .answers(thandi)
        .hears("offer.confirm.ask")
        .reads("5.00 USD"),
  },
  {
    when: "in it, “stop” counts",
    at: atRecipient,
    follows: (it) => it.says("stop").wantsNotices("off"),
  },
  {
    when: "in it, no answer for four minutes",
    at: atRecipient,
    follows: (it) => goesHome(it.waits("4 min")),
  },
  {
    when: "elsewhere in the form, an answer",
    at: atDue,
    follows: (it) => it.taps("weeks=4").hears("offer.unsecured.ask"),
  },
  {
    when: "two servers that take turns: each crossing is explained, and nothing is sent",
    at: atRecipient,
    follows: (it, edited) => {
      const refilled = () => it.answers({ profile: made.profile }).taps("offer").says("20");
      goesHome(it.says("thandi_tailor"));
      goesHome(refilled().isServedAsBefore().says("thandi_tailor"));
      goesHome(refilled().isServedUnder(edited).says("thandi_tailor"));
      refilled()
        .says("thandi_tailor")
        .reaches("getAccountByHandle")
        .calls("getAccountByHandle", { handle: thandi.accountHandle })
        .answers(thandi)
        .hears("offer.confirm.ask");
    },
  },
]);

describeEdit(
  "a state is gone",
  [
    ["offer.ts", stateIn("offer.ts", "due", 8), ""],
    ["offer.ts", 'target: "due"', 'target: "recipient"'],
    [
      "offer.ts",
      '            "choice.unsecured": { target: "recipient", actions: "makeUnsecured" },\n',
      "",
    ],
  ],
  [
    { when: "in it, a choice", at: atDue, follows: (it) => goesHome(it.taps("weeks=4")) },
    {
      when: "behind it, the promise is asked about again and sent with its date",
      at: atPromise,
      follows: (it) =>
        it
          .taps("confirm")
          .hears("money.tap", "offer.unsecured.ask")
          .callsNothing()
          .taps("confirm")
          .calls("createCredex", promised),
    },
  ],
);

describeEdit(
  "the confirm is moved into a group",
  [
    [
      "offer.ts",
      confirmState,
      `        checking: { initial: "confirm", states: {\n${confirmState}        } },\n`,
    ],
    ["offer.ts", 'target: "filling.confirm"', 'target: "filling.checking.confirm"'],
    ["offer.ts", 'target: "confirm"', 'target: "#offer.filling.checking.confirm"'],
    ["offer.ts", 'target: "due"', 'target: "#offer.filling.due"'],
    ["offer.ts", 'target: "recipient"', 'target: "#offer.filling.recipient"'],
  ],
  [
    {
      when: "at the confirm, its button",
      at: atConfirm,
      follows: (it) => goesHome(it.taps("confirm")),
    },
  ],
);

describeEdit(
  "all states of a form are put into one",
  [
    ["offer.ts", '"#offer.', '"#offer.whole.'],
    ["offer.ts", '  initial: "filling",\n  output', '  initial: "whole",\n  output'],
    [
      "offer.ts",
      "  states: {\n    filling: {",
      '  states: {\n    over: { type: "final" },\n    whole: { initial: "filling", onDone: "over", states: {\n    filling: {',
    ],
    ["offer.ts", 'entry: "offer.expired" },\n  },', 'entry: "offer.expired" },\n  } } },'],
  ],
  [{ when: "a text", at: atRecipient, follows: (it) => goesHome(it.says("thandi_tailor")) }],
);

describeEdit(
  "the confirm gets states of its own",
  [
    [
      "offer.ts",
      'entry: "confirm",',
      'entry: "confirm",\n initial: "plain", states: { plain: {} },',
    ],
  ],
  [{ when: "its button", at: atConfirm, follows: (it) => goesHome(it.taps("confirm")) }],
);

describeEdit(
  "the confirm becomes parallel",
  [
    [
      "offer.ts",
      'entry: "confirm",',
      'entry: "confirm",\n type: "parallel", states: { one: {}, two: {} },',
    ],
  ],
  [{ when: "its button", at: atConfirm, follows: (it) => goesHome(it.taps("confirm")) }],
);

describeEdit(
  "a form is invoked under another id",
  [["root.ts", 'id: "offer"', 'id: "offering"']],
  [{ when: "a text in it", at: atRecipient, follows: (it) => goesHome(it.says("thandi_tailor")) }],
);

describeEdit(
  "a form gets another name",
  [
    ["root.ts", 'src: "offer"', 'src: "makeOffer"'],
    ["root.ts", "    registration,\n    offer,", "    registration,\n    makeOffer: offer,"],
  ],
  [{ when: "a text in it", at: atRecipient, follows: (it) => goesHome(it.says("thandi_tailor")) }],
);

describeEdit(
  "the machine and its form begin in another state",
  [
    ["root.ts", '  initial: "new",', '  initial: "idle",'],
    ["offer.ts", '      initial: "start",', '      initial: "amount",'],
  ],
  [
    {
      when: "a text in the form counts",
      at: atRecipient,
      follows: (it) =>
        it
          .says(thandi.accountHandle)
          .reaches("getAccountByHandle")
          .calls("getAccountByHandle", { handle: thandi.accountHandle })
          .answers(thandi)
          .hears("offer.confirm.ask"),
    },
  ],
);

describeEdit(
  "history states come and go",
  [
    [
      "offer.ts",
      '        again: { type: "history", description: "The open question, asked again." },\n',
      "",
    ],
    [
      "offer.ts",
      'media: { target: ".again", reenter: true, actions: "media" }',
      'media: { actions: "media" }',
    ],
    [
      "offer.ts",
      "    sending: {\n",
      '    before: { type: "history", history: "deep" },\n    sending: {\n',
    ],
  ],
  [
    {
      when: "a text counts",
      at: atRecipient,
      follows: (it) =>
        it
          .says(thandi.accountHandle)
          .reaches("getAccountByHandle")
          .calls("getAccountByHandle", { handle: thandi.accountHandle }),
    },
    {
      when: "a call that was not done is made again, once the question was asked again",
      at: () => atSending().away().hears("offer.away"),
      follows: (it) =>
        it
          .taps("again")
          .hears("money.tap", "offer.away")
          .callsNothing()
          .taps("again")
          .calls("createCredex", offered),
    },
  ],
);

describeEdit(
  "the root machine gets another id",
  [["root.ts", 'id: "root"', 'id: "bank"']],
  [
    {
      when: "a confirm is asked again, and one offer is made",
      at: atConfirm,
      follows: (it) =>
        isAskedAgain(it.taps("confirm")).taps("confirm").calls("createCredex", offered),
    },
  ],
);
