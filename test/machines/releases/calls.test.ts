import {
  makesOffer,
  offersAfter,
  refusesOffers,
  remindsAtConfirm,
  routesOffer,
  stateIn,
} from "../../support/machine-edits.ts";
import type { Play } from "../../support/play.ts";
import type { SourceEdit } from "../../support/source-edits.ts";
import {
  atConfirm,
  atFirstContact,
  atHome,
  atRecipient,
  atSearching,
  atSending,
  confirmOf,
  made,
  offered,
  pending,
  profile,
  profileOf,
  thandi,
} from "../scenes.ts";
import { describeEdit, goesHome, isAskedAgain } from "./edited.ts";

/* Edits of calls and delays: what the conversation waits for is another, or is called otherwise. */

const lookedUp = { handle: thandi.accountHandle };

/** Each outcome of a money call reaches the member, who goes home, and nothing is sent again. */
const moneyGoesHome = [
  {
    when: "in flight, its answer",
    at: atSending,
    follows: (it: Play) =>
      it.answers(made).hears("machine.edited", "late.offer.done").calls("login"),
  },
  {
    when: "in flight, no answer, and a receipt once it is found",
    at: atSending,
    follows: (it: Play) =>
      it
        .unknown()
        .hears("machine.edited", "late.offer.unknown")
        .calls("login")
        .found(made)
        .hears("late.offer.done"),
  },
  {
    when: "in flight, a text, and a receipt once the answer is there",
    at: atSending,
    follows: (it: Play) =>
      goesHome(it.says("well?")).atLast("createCredex").answers(made).hears("late.offer.done"),
  },
];

describeEdit(
  "the call for money moves on, and its state decides where",
  routesOffer,
  moneyGoesHome,
);
describeEdit(
  "the state of the call for money asks for a PIN, and expires",
  offersAfter('        offering: { on: { text: "making" }, after: { replyTimeout: "making" } },\n'),
  moneyGoesHome,
);
describeEdit(
  "the state of the call for money asks for a PIN",
  offersAfter('        offering: { on: { text: "making", unexpected: "making" } },\n'),
  moneyGoesHome,
);
describeEdit(
  "the offer form is gone",
  [
    ["root.ts", stateIn("root.ts", "offer", 8), ""],
    ["root.ts", '            "choice.offer": "offer",\n', ""],
    ["root.ts", '"quick.offer": { target: ".offer", actions: "keepQuick" }', '"quick.offer": {}'],
    [
      "root.ts",
      'target: "ready.offer", actions: ["keepProfile"',
      'target: "ready.home", actions: ["keepProfile"',
    ],
    ["root.ts", "    offer,\n    incoming,", "    incoming,"],
  ],
  moneyGoesHome,
);

describeEdit("the call for money has another name", makesOffer, [
  {
    when: "in flight, its answer",
    at: atSending,
    follows: (it) =>
      it.answers(made).hears("machine.edited", "late.other").reads("went through").calls("login"),
  },
  {
    when: "in flight, no answer, and the outcome once it is found",
    at: atSending,
    follows: (it) =>
      it
        .unknown()
        .hears("machine.edited", "late.other")
        .reads("not confirmed yet")
        .found(made)
        .hears("late.other")
        .reads("went through"),
  },
  {
    when: "left for the menu, its answer",
    at: () => atSending().says("menu"),
    follows: (it) =>
      it.atLast("createCredex").answers(made).hears("late.other").reads("went through"),
  },
]);

const five = pending("C-5", "5.00 USD");
describeEdit("“decline” is called “refuse”, in every file", refusesOffers, [
  {
    when: "it was not done, “Try again”: nothing is done, least of all accepted",
    at: () =>
      atFirstContact()
        .answers({ profile: profileOf({ pendingIn: [five] }) })
        .taps("incoming")
        .taps("credex=C-5")
        .taps("decline")
        .atLast("declineCredex")
        .away(),
    follows: (it) => it.taps("again").hears("decision.unclear", "home.menu").callsNothing(),
  },
]);

describeEdit(
  "a call that is read has another name",
  [
    ["kit.ts", "getAccountByHandle: operation", "findAccount: operation"],
    ["offer.ts", 'src: "getAccountByHandle"', 'src: "findAccount"'],
  ],
  [
    {
      when: "in flight, its answer",
      at: atSearching,
      follows: (it) => goesHome(it.answers(thandi)),
    },
    {
      when: "in flight, a text",
      at: atSearching,
      follows: (it) =>
        goesHome(it.says("well?")).atLast("getAccountByHandle").answers(thandi).hearsNothing(),
    },
  ],
);

describeEdit(
  "the state of a call asks something instead",
  [
    [
      "offer.ts",
      stateIn("offer.ts", "searching", 8),
      '        searching: { on: { text: "confirm", unexpected: {}, media: {} } },\n',
    ],
  ],
  [
    {
      when: "in flight, its answer",
      at: atSearching,
      follows: (it) => goesHome(it.answers(thandi)),
    },
  ],
);

const patience = (count: number): SourceEdit[] => [
  ["offer.ts", "replyTimeout: minutes(4)", `replyTimeout: minutes(${count})`],
];
const keepsOldTime = [
  {
    when: "the time of the release before counts, and the member learns it",
    at: atConfirm,
    follows: (it: Play) =>
      it.waits("3 min").hearsNothing().waits("1 min").hears("offer.expired", "home.menu"),
  },
];
describeEdit("a question waits shorter", patience(2), keepsOldTime);
describeEdit("a question waits longer", patience(6), keepsOldTime);

const delayGoesHome = [
  {
    when: "at the confirm, its button",
    at: atConfirm,
    follows: (it: Play) => goesHome(it.taps("confirm")),
  },
  {
    when: "at the confirm, no reply",
    at: atConfirm,
    follows: (it: Play) => goesHome(it.waits("4 min")),
  },
];
describeEdit("a delay has another name", [["offer.ts", "replyTimeout", "patience"]], delayGoesHome);
describeEdit(
  "a delay is a number",
  [["offer.ts", "after: { replyTimeout: ", "after: { 240000: "]],
  delayGoesHome,
);
describeEdit("a reminder is added to the confirm", remindsAtConfirm, [
  ...delayGoesHome,
  {
    when: "a confirm whose reminder was sent, when the release before is served again",
    at: atHome,
    follows: (it) =>
      isAskedAgain(
        confirmOf(it.taps("offer"))
          .waits("2 min")
          .hears("money.tap")
          .isServedAsBefore()
          .taps("confirm"),
      )
        .taps("confirm")
        .calls("createCredex", offered),
  },
]);

const unexpectedOfConfirm =
  'unexpected: { target: "confirm", reenter: true, actions: "money.tap" },\n          },\n';
describeEdit(
  "the confirm waits without end",
  [
    [
      "offer.ts",
      `${unexpectedOfConfirm}          after: { replyTimeout: "#offer.expired" },\n`,
      unexpectedOfConfirm,
    ],
  ],
  [
    {
      when: "the timer that was set changes nothing, and the button counts once it is asked again",
      at: atConfirm,
      follows: (it) =>
        isAskedAgain(it.waits("4 min").hearsNothing().taps("confirm"))
          .taps("confirm")
          .calls("createCredex", offered),
    },
  ],
);

describeEdit(
  "the menu waits for a minute only",
  [
    [
      "root.ts",
      'entry: "home.menu",\n',
      'entry: "home.menu",\n          after: { 60000: { target: "refreshing" } },\n',
    ],
  ],
  [
    {
      when: "at the menu, a row: the member gets the new menu",
      at: atHome,
      follows: (it) =>
        it
          .taps("offer")
          .calls("login")
          .answers({ profile })
          .hears("home.greeting", "home.menu")
          .taps("offer")
          .hears("offer.amount.ask"),
    },
    {
      when: "in a form, a text counts",
      at: atRecipient,
      follows: (it) =>
        it
          .says(thandi.accountHandle)
          .reaches("getAccountByHandle")
          .calls("getAccountByHandle", lookedUp),
    },
  ],
);
