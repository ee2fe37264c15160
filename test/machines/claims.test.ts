import { describe, test } from "vitest";
import type { Reply } from "../../machines/copy/reply.ts";
import { words } from "../../machines/copy/words.ts";
import type { Play } from "../support/play.ts";
import { titleOf } from "../support/titles.ts";
import {
  atConfirm,
  atDue,
  atFirstContact,
  atHome,
  atRecipient,
  atSending,
  pending,
  profile,
  profileOf,
} from "./scenes.ts";

type Key = Reply["key"];

const two = [pending("C-1", "5.00 USD"), pending("C-2", "7.00 USD")];
const busy = profileOf({ pendingIn: two, pendingOut: two });
const limited = { ...profile, member: { ...profile.member, memberTier: 2 } };
const atOffers = (row: "incoming" | "outgoing") =>
  atFirstContact().answers({ profile: busy }).taps(row);
const atUpgrade = () => atFirstContact().answers({ profile: limited }).taps("upgrade");
const atOffer = () => atOffers("incoming").taps("credex=C-1");

/** Questions whose choices can move money, and what "no" is answered by. */
const questions: [ask: Key, at: () => Play, cancelled: Key][] = [
  ["offer.confirm.ask", atConfirm, "offer.cancelled"],
  ["offer.unsecured.ask", () => atDue().taps("weeks=1"), "offer.cancelled"],
  ["offer.away", () => atSending().away(), "offer.cancelled"],
  ["offer.paused", () => atSending().paused(), "offer.cancelled"],
  ["incoming.see.ask", atOffer, "decision.cancelled"],
  ["incoming.all.ask", () => atOffers("incoming").taps("all"), "decision.cancelled"],
  ["outgoing.confirm.ask", () => atOffers("outgoing").taps("credex=C-1"), "decision.cancelled"],
  [
    "decision.away",
    () => atOffer().taps("accept").atLast("acceptCredex").away(),
    "decision.cancelled",
  ],
  [
    "decision.paused",
    () => atOffer().taps("decline").atLast("declineCredex").paused(),
    "decision.cancelled",
  ],
  ["upgrade.confirm.ask", atUpgrade, "upgrade.cancelled"],
  [
    "upgrade.away",
    () => atUpgrade().taps("confirm").atLast("hustler10k").away(),
    "upgrade.cancelled",
  ],
];

const spoken = (command: string) => Object.values(words).flatMap((all) => all[command] ?? []);

describe.each(questions)("at %s", (ask, at, cancelled) => {
  test.each(["1", "2", "3", "1.", "1)", " 1 "])("the number %j chooses nothing", (number) => {
    at().says(number).hears("money.tap", ask).callsNothing();
  });

  test("yes, in each language, is asked to tap", () => {
    const question = at();
    for (const word of spoken("yes")) question.says(word).hears("money.tap", ask).callsNothing();
  });

  test.each(spoken("no"))("%j leaves it, and says that nothing was done", (word) => {
    at().says(word).hears(cancelled, "home.menu").callsNothing();
  });
});

describe("where a handle is asked for", () => {
  test.each(["confirm", "unsecured"])(
    "the choice %s of the question before is over, as a title and as a button",
    (choice) => {
      const gone = () => atConfirm().says("back").hears("offer.recipient.ask");
      gone()
        .says(titleOf("offer.confirm.ask", choice))
        .hears("offer.recipient.invalid", "offer.recipient.ask")
        .callsNothing();
      gone().taps(choice).hears("outdated").callsNothing().isAt("ready.offer/filling.recipient");
    },
  );

  test.each(["offers", "masikati", "Start", "shona", "home", "hello", "yes", "Mirai", "@menu"])(
    "%j is an account",
    (text) => {
      const handle = text.replace("@", "").toLowerCase();
      atRecipient()
        .says(text)
        .reaches("getAccountByHandle")
        .calls("getAccountByHandle", { handle });
    },
  );

  test.each([
    ["cancel", "offer.cancelled"],
    ["kanzura", "offer.cancelled"],
    ["menu", "offer.cancelled"],
    ["sawubona", "offer.cancelled"],
    ["back", "offer.amount.ask"],
    ["emuva", "offer.amount.ask"],
    ["help", "help"],
    ["?", "help"],
  ] as const)("%j is still a command", (text, key) => {
    const at = atRecipient().says(text);
    if (text === "menu" || text === "sawubona") at.hears(key).calls("getDashboard");
    else if (key === "offer.cancelled") at.hears(key, "home.menu");
    else at.hears(key);
  });

  test("a quick command still is one", () => {
    atRecipient()
      .says("7=>moyo_motors")
      .hears("offer.cancelled")
      .calls("getAccountByHandle", { handle: "moyo_motors" });
  });
});

test("at home, yes and no are words like others", () => {
  for (const word of ["yes", "no"]) atHome().says(word).hears("unexpected", "home.menu");
});
