import fc from "fast-check";
import { expect, test } from "vitest";
import type { Play } from "../support/play.ts";
import {
  atConfirm,
  atDenomination,
  atDue,
  atFirstContact,
  atHome,
  atWelcome,
  pending,
  profile,
  profileOf,
} from "./scenes.ts";

const five = pending("C-5", "5.00 USD");
const withOffers = () =>
  atFirstContact().answers({ profile: profileOf({ pendingIn: [five], pendingOut: [five] }) });
const withAccounts = () => {
  const second = profile.accounts.map((account) => ({ ...account, accountID: "A-2" }));
  const accounts = [...profile.accounts, ...second];
  return atFirstContact().answers({ profile: { ...profile, accounts } });
};

/** Questions, and choices that none of them offers. */
const questions: [name: string, open: () => Play, forged: readonly string[]][] = [
  ["the menu", atHome, ["upgrade", "incoming", "account", "offer=1", "Offer", "refresh=", ""]],
  ["the due dates", atDue, ["weeks=9999", "weeks=x", "weeks=", "weeks", "weeks=-1", "weeks=1.5"]],
  ["the confirm", atConfirm, ["again", "secured", "confirm=", "confirm=1", "accept", "all"]],
  ["the welcome", atWelcome, ["offer", "confirm", "locale=sn"]],
  ["the currencies", atDenomination, ["denomination=BTC", "denomination", "denomination="]],
  [
    "the offers to answer",
    () => withOffers().taps("incoming"),
    ["credex=nonsense", "credex=", "credex", "next", "all", "constructor"],
  ],
  [
    "an offer to accept",
    () => withOffers().taps("incoming").taps("credex=C-5"),
    ["confirm", "again", "accept=C-6", "all"],
  ],
  [
    "the offers to take back",
    () => withOffers().taps("outgoing"),
    ["credex=C-6", "next", "confirm"],
  ],
  ["the accounts", () => withAccounts().taps("account"), ["account=A-3", "account", "next"]],
  [
    "the languages",
    () => atHome().taps("language"),
    ["locale=constructor", "locale=__proto__", "locale=fr", "locale=", "locale"],
  ],
];

const cases = questions.flatMap(([name, open, forged]) =>
  forged.map((choice): [string, string, () => Play] => [choice, name, open]),
);

test.each(cases)("rejects the choice %j, which %s did not offer", (choice, _, open) => {
  const play = open();
  const stage = play.stage();
  play.tapsForged(choice).hears("outdated").callsNothing().isAt(stage);
});

test("rejects any choice that was not offered, whatever the question", () => {
  const names = questions.flatMap(([, , forged]) => forged.map((id) => id.split("=")[0] ?? id));
  const ids = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom(...names), fc.string()).map((parts) => parts.join("=")),
  );
  fc.assert(
    fc.property(fc.constantFrom(...questions), ids, ([, open], choice) => {
      const play = open();
      const stage = play.stage();
      fc.pre(!play.isOffered(choice));
      play.tapsForged(choice).callsNothing();
      expect(play.stage()).toBe(stage);
    }),
    { numRuns: 200 },
  );
});
