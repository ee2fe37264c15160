import { describe, expect, test } from "vitest";
import type { OwnAccount } from "../../machines/values.ts";
import { describeLeaving } from "./leaving.ts";
import { atFirstContact, atHome, bob, profile } from "./scenes.ts";

/** Bob's profile with so many accounts of his own, and one that is not. */
const withAccounts = (count: number) => {
  const accounts = profile.accounts.flatMap((first) => [
    first,
    ...Array.from(
      { length: count - 1 },
      (_, index): OwnAccount => ({
        ...first,
        accountID: `A-${index + 2}`,
        accountName: `Bakery number ${index + 2} of Bob's many`,
        accountHandle: `bakery_${index + 2}`,
      }),
    ),
    { ...first, accountID: "A-others", isOwnedAccount: false },
  ]);
  return { ...profile, accounts };
};

const atPicking = (count = 2) =>
  atFirstContact()
    .answers({ profile: withAccounts(count) })
    .taps("account")
    .isAt("ready.accounts/picking");

test("an account that is chosen is the one that home shows and offers go out from", () => {
  atPicking()
    .hears("switching.ask")
    .reads("You're using *Bob Bakery*")
    .taps("account=A-2")
    .hears("home.menu")
    .reads("@bakery_2")
    .taps("ledger")
    .calls("getLedger", { accountID: "A-2", startRow: 0, numRows: 7 });
});

test("the choice outlives the session", () => {
  atPicking()
    .taps("account=A-2")
    .sessionEnds()
    .says("hi")
    .calls("login")
    .answers({ profile: withAccounts(2) })
    .reads("@bakery_2");
});

test("one account is no choice, nor is another's that the member may see", () => {
  expect(() => atHome().taps("account")).toThrow("not offered");
  expect(() => atPicking().taps("account=A-others")).toThrow("not offered");
});

test("the list moves to the next page and back, and from the first page home", () => {
  const second = atPicking(9).taps("next").hears("switching.ask");
  expect(() => second.taps("next")).toThrow("not offered");
  second.taps("back").hears("switching.ask").taps("back").hears("switching.cancelled", "home.menu");
  atPicking(9).taps("next").taps("account=A-9").reads("@bakery_9");
});

describe("an account that is not chosen", () => {
  test("is asked for again after other words or a photo", () => {
    atPicking().says("what?").hears("switching.ask").shows("image").hears("media", "switching.ask");
  });

  test("leaves the member with the one they have: by cancel, or by going quiet", () => {
    atPicking()
      .says("cancel")
      .hears("switching.cancelled", "home.menu")
      .reads("still act for *Bob Bakery*", "@bob_bakery");
    atPicking().waits("239 s").hearsNothing().waits("1 s").hears("switching.expired", "home.menu");
    atPicking()
      .says("menu")
      .calls("getDashboard")
      .answers({ profile })
      .reads(`@${bob.accountHandle}`);
  });
});

describe("leaving the form", () => {
  const cancelled = "switching.cancelled";
  describeLeaving([
    {
      name: "the first page",
      at: () => atPicking(9),
      cancelled,
      back: [cancelled, "home.menu"],
      hasButton: true,
    },
    {
      name: "the second page",
      at: () => atPicking(9).taps("next"),
      cancelled,
      back: ["switching.ask"],
      hasButton: true,
    },
  ]);
});
