import { describe, expect, test } from "vitest";
import type { Play } from "../support/play.ts";
import { describeLeaving } from "./leaving.ts";
import { atFirstContact, atHome, bob, profile } from "./scenes.ts";

/** Bob as a member of a tier with a daily limit. */
const limited = {
  ...profile,
  member: { ...profile.member, memberTier: 2, remainingAvailableUSD: "30" },
};
const asked = { personalAccountID: bob.accountID };

const atConfirming = () =>
  atFirstContact().answers({ profile: limited }).taps("upgrade").isAt("ready.upgrade/confirm");

const atUpgrading = () =>
  atConfirming()
    .taps("confirm")
    .calls("hustler10k", asked)
    .isAt("ready.upgrade/upgrading/sending.upgrading");

test("a member reads what the tier brings and may cost, agrees, and has no limit any more", () => {
  const home = atConfirming()
    .hears("upgrade.confirm.ask")
    .reads("no daily limit", "recurring payment", "charges Bob Bakery")
    .taps("confirm")
    .calls("hustler10k", asked)
    .answers({ profile })
    .hears("upgrade.done", "home.menu")
    .reads("Net assets: 2000.00 USD\n")
    .isAt("ready.home");
  expect(() => home.taps("upgrade")).toThrow("not offered");
});

test("the upgrade is offered to who has a limit, for a personal account only", () => {
  expect(() => atHome().taps("upgrade")).toThrow("not offered");
  const accounts = limited.accounts.map((one) => ({ ...one, accountType: "BUSINESS" }));
  const business = atFirstContact().answers({ profile: { ...limited, accounts } });
  expect(() => business.taps("upgrade")).toThrow("not offered");
});

describe("before it was agreed to", () => {
  test("other words and photos are asked again", () => {
    const key = "upgrade.confirm.ask";
    atConfirming()
      .says("maybe")
      .hears("money.tap", key)
      .shows("image")
      .hears("media", key)
      .callsNothing();
  });

  test("it may be left by button, by word, by going home, by going quiet", () => {
    atConfirming().taps("back").hears("upgrade.cancelled", "home.menu").callsNothing();
    atConfirming().says("cancel").hears("upgrade.cancelled", "home.menu").callsNothing();
    atConfirming().says("back").hears("upgrade.cancelled", "home.menu").callsNothing();
    atConfirming().says("menu").hears("upgrade.cancelled").calls("getDashboard");
    atConfirming().waits("239 s").hearsNothing().waits("1 s").hears("upgrade.expired", "home.menu");
  });
});

describe("an upgrade that was not made", () => {
  test.each([
    ["away", "upgrade.away"],
    ["expired", "upgrade.away"],
    ["paused", "upgrade.paused"],
  ] as const)("because of %s may be tried again, or left", (how, key) => {
    const away = () => atUpgrading()[how]().hears(key).reads("*not* made a Hustler");
    away().taps("again").calls("hustler10k", asked);
    away().taps("cancel").hears("upgrade.cancelled", "home.menu");
    away().says("cancel").hears("upgrade.cancelled", "home.menu");
    away().waits("4 min").hears("upgrade.expired", "home.menu");
  });

  test("because of a refusal is reported with the reason", () => {
    atUpgrading()
      .refuses("insufficient_balance", "Insufficient balance.")
      .hears("upgrade.refused", "home.menu")
      .reads("Hustler member: Insufficient balance. Nothing");
  });

  test("because an earlier call is unresolved is reported as such", () => {
    atUpgrading().unsettled().hears("upgrade.unsettled", "home.menu").reads("still checking");
  });
});

test("the member gets no other reply while the call is pending", () => {
  atUpgrading().says("hurry").hearsNothing().shows("image").hearsNothing().callsNothing();
});

test.each(["menu", "cancel", "shona"])(
  "the upgrade continues when the member leaves with %s",
  (text) => {
    const home = atUpgrading()
      .says(text)
      .hears("upgrade.underway", "home.menu")
      .reads("can't stop it")
      .atLast("hustler10k")
      .answers({ profile })
      .hears("late.upgrade.done")
      .says("cancel");
    expect(() => home.taps("upgrade")).toThrow("not offered");
  },
);

test("a quick offer opens the offer form, and the reply says that the upgrade continues", () => {
  atUpgrading()
    .says("20=>thandi_tailor")
    .hears("upgrade.underway")
    .calls("getAccountByHandle", { handle: "thandi_tailor" })
    .atLast("hustler10k")
    .answers({ profile })
    .hears("late.upgrade.done")
    .isAt("ready.offer/filling.searching");
});

test("an upgrade without an answer is reconciled, and the member gets the outcome, found or not", () => {
  const unknown = () =>
    atUpgrading().unknown().hears("upgrade.unknown", "home.menu").reads("not confirmed yet");
  unknown().taps("offer").found({ profile }).hears("late.upgrade.done");
  unknown().unconfirmed().hears("late.upgrade.unconfirmed").reads("couldn't find out");
});

test.each([
  ["late.upgrade.failed", (late: Play) => late.away()],
  ["late.upgrade.failed", (late: Play) => late.refuses("refused", "No")],
  ["late.upgrade.unknown", (late: Play) => late.unknown()],
] as const)("an upgrade that the member left is reported as %s", (key, end) => {
  end(atUpgrading().says("menu").atLast("hustler10k")).hears(key).isAt("ready.home");
});

describe("leaving the form", () => {
  const cancelled = "upgrade.cancelled";
  describeLeaving([
    {
      name: "the question",
      at: atConfirming,
      cancelled,
      back: [cancelled, "home.menu"],
      hasButton: true,
      moves: "upgrade.confirm.ask",
    },
    {
      name: "a second try",
      at: () => atUpgrading().away(),
      cancelled,
      back: ["upgrade.confirm.ask"],
      moves: "upgrade.away",
    },
    {
      name: "a try during a pause",
      at: () => atUpgrading().paused(),
      cancelled,
      back: ["upgrade.confirm.ask"],
      moves: "upgrade.paused",
    },
  ]);

  test("for the offers of others while the call is pending says that it continues", () => {
    atUpgrading().says("offers").hears("upgrade.underway").calls("getDashboard");
  });
});
