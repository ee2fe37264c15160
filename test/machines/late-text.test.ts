import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reply } from "../../machines/copy/reply.ts";
import { words } from "../../machines/copy/words.ts";
import { type Play, play } from "../support/play.ts";
import { titleOf } from "../support/titles.ts";
import {
  atAmount,
  atConfirm,
  atDenomination,
  atDue,
  atFirstContact,
  atHome,
  atRecipient,
  atSending,
  atWelcome,
  bob,
  made,
  pending,
  profile,
  profileOf,
  thandi,
  twenty,
} from "./scenes.ts";

type Key = Reply["key"];
type Question = [key: Key, open: () => Play];

const five = pending("C-5", "5.00 USD");
const offered = profileOf({
  pendingIn: [five, pending("C-7", "7.00 USD")],
  pendingOut: [five],
});
const withOffers = () => atFirstContact().answers({ profile: offered });
const withAccounts = () => {
  const second = profile.accounts.map((account) => ({ ...account, accountID: "A-2" }));
  const accounts = [...profile.accounts, ...second];
  return atFirstContact().answers({ profile: { ...profile, accounts } });
};
const atUpgrade = () => {
  const member = { ...profile.member, memberTier: 1 };
  return atFirstContact()
    .answers({ profile: { ...profile, member } })
    .taps("upgrade");
};

/** Questions whose choices can move money, and the choice that does. */
const moneyChoices: [...Question, choice: string][] = [
  ["offer.confirm.ask", () => atConfirm(), "confirm"],
  ["offer.unsecured.ask", () => atDue().taps("weeks=4"), "confirm"],
  ["offer.away", () => atSending().away(), "again"],
  ["offer.paused", () => atSending().paused(), "again"],
  ["incoming.see.ask", () => withOffers().taps("incoming").taps("credex=C-5"), "accept"],
  ["incoming.all.ask", () => withOffers().taps("incoming").taps("all"), "confirm"],
  ["outgoing.confirm.ask", () => withOffers().taps("outgoing").taps("credex=C-5"), "confirm"],
  ["upgrade.confirm.ask", atUpgrade, "confirm"],
];
const moneyQuestions = moneyChoices.map(
  ([key, open, choice]): [...Question, choice: string, title: string] => [
    key,
    open,
    choice,
    titleOf(key, choice),
  ],
);
const sendOffer = titleOf("offer.confirm.ask", "confirm");

const otherQuestions: Question[] = [
  ["home.menu", atHome],
  ["offer.amount.ask", atAmount],
  ["offer.recipient.ask", atRecipient],
  ["offer.due.ask", atDue],
  ["welcome.ask", atWelcome],
  ["registration.firstname.ask", () => atWelcome().taps("register")],
  ["registration.lastname.ask", () => atWelcome().taps("register").says("Tariro")],
  ["registration.denomination.ask", atDenomination],
  ["language.ask", () => atHome().taps("language")],
  ["switching.ask", () => withAccounts().taps("account")],
  ["incoming.pick.ask", () => withOffers().taps("incoming")],
  ["outgoing.pick.ask", () => withOffers().taps("outgoing")],
];

const sent = { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty };

/** Answers to some question or other. */
const answers = ["1", "2", "500", "20.50 ZWG", thandi.accountHandle, "31/12/2026", "Tariro", "x?"];
const commands = ["cancel", "back", "help", "language", "chiShona", "offers", "20=>bob_bakery"];

describe("a text that was written before a question about money", () => {
  test.each(moneyQuestions)("does not answer %s: it is asked again", (key, open, _, title) => {
    const at = open();
    const stage = at.stage();
    for (const text of [title, ...answers, ...commands, "hi", "menu", "yes", "no"]) {
      at.saysLate(text, "3 h").hears("late", key).callsNothing().isAt(stage);
    }
  });

  test.each(moneyQuestions)(
    "gets the reason and the question each time at %s, and the buttons still work",
    (...of) => {
      const [key, open, choice] = of;
      const at = open();
      for (const text of ["1", "2", sendOffer, "500", "cancel"])
        at.saysLate(text, "3 h").hears("late", key).callsNothing();
      const stage = at.stage();
      at.showsLate("image", "3 h").hears("late", key).isAt(stage);
      at.tapsOld(choice);
      expect(at.stage()).not.toBe(stage);
      at.taps(choice).hearsNothing().callsNothing();
    },
  );

  test("moves no money, though it is the title of the button, 23 hours old", () => {
    atConfirm().saysLate(sendOffer, "23 h").hears("late", "offer.confirm.ask").callsNothing();
  });

  test("does not prolong the time that the form waits", () => {
    atConfirm()
      .waits("3 min")
      .saysLate("1", "3 h")
      .waits("61 s")
      .hears("offer.expired", "home.menu");
  });

  test("still counts when it answers a question that was only repeated", () => {
    atConfirm().waits("30 s").says("wait").saysLate(sendOffer, "10 s").calls("createCredex", sent);
  });

  test("does not count for the same question after it was taken once", () => {
    atSending()
      .away()
      .waits("30 s")
      .taps("again")
      .atLast("createCredex")
      .away()
      .saysLate(titleOf("offer.away", "again"), "10 s")
      .hears("late", "offer.away")
      .callsNothing();
  });
});

describe("a text that was written before another question", () => {
  test.each(otherQuestions)("does not answer %s, and gets one sentence", (key, open) => {
    for (const text of ["1", thandi.accountHandle, "cancel", "language", "20=>bob_bakery"]) {
      const at = open();
      const stage = at.stage();
      at.saysLate(text, "3 h").hears("late", key).callsNothing().isAt(stage);
      at.saysLate(text, "2 h").hearsNothing().callsNothing().isAt(stage);
      at.showsLate("image", "3 h").hearsNothing().isAt(stage);
    }
  });

  test("gets the reply again at the next question", () => {
    atAmount()
      .saysLate("500", "3 h")
      .hears("late", "offer.amount.ask")
      .says("20")
      .saysLate("500", "2 h")
      .hears("late", "offer.recipient.ask");
  });

  test("does not prolong the time that the form waits", () => {
    atAmount()
      .waits("3 min")
      .saysLate("500", "3 h")
      .waits("61 s")
      .hears("offer.expired", "home.menu");
  });

  test("leaves a refusal of the answer before it in force", () => {
    atAmount().waits("30 s").says("a lot").saysLate("20", "10 s").hears("offer.recipient.ask");
  });

  test.each(["hi", "menu", "mhoro", "start"])("is silent at home if it is %j", (text) => {
    atHome().saysLate(text, "3 h").hearsNothing().callsNothing().isAt("ready.home");
  });

  test("is silent in a form if it is a greeting that was answered since", () => {
    atAmount().saysLate("hi", "3 h").hearsNothing().isAt("ready.offer/filling.amount");
  });

  test("gets the reply in a form if it is a greeting that was not answered", () => {
    atHome()
      .waits("1 min")
      .taps("offer")
      .saysLate("hi", "30 s")
      .hears("late", "offer.amount.ask")
      .isAt("ready.offer/filling.amount");
  });

  test("is the title of a template's button as well", () => {
    atConfirm().tapsForeignLate(sendOffer, "3 h").hears("late", "offer.confirm.ask");
  });

  test("is ignored while a call is pending", () => {
    for (const text of ["cancel", "hi", "1", "20=>bob_bakery", "language"])
      atSending()
        .saysLate(text, "3 h")
        .hearsNothing()
        .callsNothing()
        .isAt("ready.offer/sending/sending.offering")
        .atLast("createCredex")
        .answers(made)
        .hears("offer.sent", "home.menu");
  });
});

describe("what moves no question", () => {
  test.each<[string, (at: Play) => Play]>([
    ["help", (at) => at.says("help").hears("help")],
    ["a flood", (at) => at.floods().hears("flood")],
    ["an old button", (at) => at.tapsOld("offer").hears("outdated")],
    ["news of an offer", (at) => at.isNotifiedOf({ type: "notice.many" }).hears("notice.many")],
    ["a late text", (at) => at.saysLate("500", "3 h").hears("late", "offer.confirm.ask")],
  ])("%s leaves what was written before it in time", (_, happens) => {
    const at = atConfirm().waits("1 min");
    happens(at);
    at.saysLate(sendOffer, "30 s").calls("createCredex", sent);
  });

  test("an outcome that is reported late does not make an earlier text late", () => {
    atSending()
      .unknown()
      .hears("offer.unknown", "home.menu")
      .waits("1 min")
      .found(made)
      .hears("late.offer.done")
      .saysLate(titleOf("home.menu", "offer"), "30 s")
      .hears("offer.amount.ask");
  });
});

describe("the grace for clocks", () => {
  test.each(moneyQuestions)("is five seconds at %s", (key, open, _, title) => {
    const asked = open();
    asked.saysLate(title, "5001 ms").hears("late", key);
    const stage = asked.stage();
    asked.saysLate(title, "5000 ms");
    expect(asked.stage()).not.toBe(stage);
  });

  test("is five seconds where words are asked for", () => {
    atAmount().saysLate("20", "5001 ms").hears("late", "offer.amount.ask");
    atAmount().saysLate("20", "5000 ms").hears("offer.recipient.ask");
  });
});

test("a text that opens a session is never too old", () => {
  play()
    .saysLate("20=>thandi_tailor", "23 h")
    .calls("login")
    .answers({ profile })
    .calls("getAccountByHandle", { handle: thandi.accountHandle });
  atHome().sessionEnds().saysLate("hi", "23 h").hears("session.over").calls("login");
});

test("no text that was written before its question changes anything, whatever it is and whenever", () => {
  const questions: Question[] = [
    ...moneyQuestions.map(([key, open]): Question => [key, open]),
    ...otherQuestions,
  ];
  const isNotice = new Set(
    Object.values(words).flatMap(({ stop = [], start = [] }) => [...stop, ...start]),
  );
  const ours = Object.values(words).flatMap((byCommand) => Object.values(byCommand).flat());
  const texts = fc.oneof(
    fc.constantFrom(...ours.filter((word) => !isNotice.has(word))),
    fc.constantFrom(...answers, ...commands, ...moneyQuestions.map(([, , , title]) => title)),
    fc.integer({ min: 0, max: 99 }).map(String),
    fc.string(),
  );
  const writtenAgo = fc.integer({ min: 5_001, max: 24 * 60 * 60_000 });
  fc.assert(
    fc.property(fc.constantFrom(...questions), texts, writtenAgo, ([, open], text, agoMs) => {
      const at = open();
      const stage = at.stage();
      at.saysLate(text, `${agoMs} ms`).callsNothing().isAt(stage).wantsNotices("on");
    }),
    { numRuns: 300 },
  );
});

describe("stop and start go by the later of their own times", () => {
  test("a stop that was written before the start changes nothing", () => {
    atHome()
      .says("stop")
      .wantsNotices("off")
      .says("start")
      .hears("notice.started")
      .saysLate("stop", "1 h")
      .wantsNotices("on")
      .saysLate("stop", "2 s")
      .hearsNothing()
      .wantsNotices("on");
  });

  test("a start that was written before the stop changes nothing", () => {
    atHome().says("stop").saysLate("start", "2 s").hearsNothing().wantsNotices("off");
    atHome().says("stop").saysLate("start", "1 h").wantsNotices("off").isAt("ready.home");
  });

  test("a stop that is late for the question, and the latest decision, counts and leaves the form", () => {
    atHome()
      .waits("1 min")
      .taps("offer")
      .saysLate("stop", "30 s")
      .hears("notice.stopped")
      .wantsNotices("off")
      .isAt("ready.offer/filling.amount");
  });

  test("a stop that is late for a question about money counts, and the question is asked again", () => {
    atConfirm()
      .saysLate("stop", "1 h")
      .hears("notice.stopped", "late", "offer.confirm.ask")
      .wantsNotices("off")
      .isAt("ready.offer/filling.confirm")
      .saysLate("start", "30 min")
      .hears("notice.started", "late", "offer.confirm.ask")
      .wantsNotices("on");
  });

  test("a stop that is no longer the latest decision opens no session", () => {
    const decided = () => atHome().says("stop").says("start");
    decided().recordExpires().saysLate("stop", "1 h").hearsNothing();
    const ended = decided().sessionEnds().saysLate("stop", "1 h").hearsNothing();
    ended.sessionEnds().says("hi").hears("session.over").calls("login");
  });

  test("of many, in any order, the latest counts", () => {
    const decisions = fc.uniqueArray(
      fc.record({
        word: fc.constantFrom("stop", "start"),
        ago: fc.integer({ min: 0, max: 86_400 }),
      }),
      { selector: ({ ago }) => ago, minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        decisions,
        fc.constantFrom(atHome, atAmount, () => atConfirm()),
        (all, open) => {
          const at = open();
          for (const { word, ago } of all) at.saysLate(word, `${ago} s`);
          const latest = [...all].sort((one, other) => one.ago - other.ago)[0];
          at.wantsNotices(latest?.word === "stop" ? "off" : "on");
        },
      ),
    );
  });
});

describe("a title among the marks of keyboards and copying", () => {
  const marked = (title: string) => [
    ...[`${title}. `, `${title}!`, `*${title}*`, `“${title}”`, `"${title}."`, `(${title})`],
    ...[
      `_${title}_`,
      title.replaceAll(" ", "  "),
      title.replaceAll(" ", "\u00a0"),
      `${title} 👍🏾`,
    ],
    `\`${title}\``,
  ];

  test.each(moneyQuestions)("chooses at %s", (_, open, __, title) => {
    for (const text of marked(title)) {
      const at = open();
      const stage = at.stage();
      at.says(text);
      expect(at.stage(), text).not.toBe(stage);
    }
  });

  test.each(moneyQuestions)(
    "does not choose at %s if it asks back, or says more",
    (_, open, __, title) => {
      const at = open();
      const stage = at.stage();
      for (const text of [
        `${title}?`,
        `${title}?!`,
        `don't ${title}`,
        `${title} 50`,
        `-${title}`,
        `👎 ${title}`,
        `${title} ❌`,
        ...["😕", "🤷🏾", "😂", "⏸️", "💀", "🙃", "😡"].map((emoji) => `${title} ${emoji}`),
      ])
        at.says(text).callsNothing().isAt(stage);
    },
  );

  test("chooses where no money moves, by its number as well", () => {
    for (const text of [
      `${titleOf("home.menu", "offer")}.`,
      `*${titleOf("home.menu", "offer").toLowerCase()}*`,
    ])
      atHome().says(text).hears("offer.amount.ask");
    for (const write of [
      (number: number) => `“${number}”`,
      (number: number) => `*${number}*`,
      (number: number) => `${number}\uFE0F\u20E3`,
      (number: number) => `(${number})`,
      (number: number) => `${number}!`,
      (number: number) => `${number}. `,
      (number: number) => `👉 ${number}`,
    ])
      atHome().saysNumberOf("offer", write).hears("offer.amount.ask");
    for (const text of ["-1", "1?2", "1 1", "1.5", "+1", "#1"])
      atHome().says(text).hears("unexpected", "home.menu");
  });
});

describe("a bare number at a question about money", () => {
  test.each(moneyQuestions)("chooses nothing at %s; the title does", (_, open, __, title) => {
    const at = open();
    const stage = at.stage();
    for (const text of ["1", "2", "3", " 1. ", "1)", "10"]) {
      at.says(text).callsNothing().isAt(stage);
      at.quotes(text).callsNothing().isAt(stage);
    }
    at.says(title.toUpperCase());
    expect(at.stage()).not.toBe(stage);
  });

  test("never corrects the amount into another choice", () => {
    atConfirm("10").says("2").callsNothing().isAt("ready.offer/filling.confirm");
  });

  test("chooses where no money moves", () => {
    atHome().saysNumberOf("offer").hears("offer.amount.ask");
  });
});

describe("yes and no at a question about money", () => {
  const all = Object.values(words);
  const yes = all.flatMap((byCommand) => byCommand.yes ?? []);
  const no = all.flatMap((byCommand) => byCommand.no ?? []);

  test.each(moneyQuestions)("yes moves nothing at %s", (_, open) => {
    const at = open();
    const stage = at.stage();
    for (const word of yes) at.says(word).callsNothing().isAt(stage);
    expect(at.keys()).not.toEqual([]);
  });

  test.each(moneyQuestions)("no cancels %s, and nothing is sent", (_, open) => {
    for (const word of ["no", "No!", "kwete", "hatshi"]) {
      expect(no).toContain(word.replace("!", "").toLowerCase());
      const at = open();
      const stage = at.stage();
      const cancelled = open().says("cancel");
      at.says(word)
        .callsNothing()
        .hears(...cancelled.keys());
      expect(at.stage()).not.toBe(stage);
    }
  });

  test.each(moneyQuestions)("no that quotes an older message leaves %s open", (_, open) => {
    const at = open();
    const stage = at.stage();
    at.quotes("no").callsNothing().isAt(stage);
  });

  test("are plain texts elsewhere", () => {
    for (const word of [...yes, ...no]) {
      atHome().says(word).hears("unexpected", "home.menu").isAt("ready.home");
      atAmount().says(word).callsNothing().isAt("ready.offer/filling.amount");
    }
  });
});
