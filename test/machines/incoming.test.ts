import { describe, expect, test } from "vitest";
import type { Reply } from "../../machines/copy/reply.ts";
import type { PendingOffer } from "../../machines/values.ts";
import { describeLeaving } from "./leaving.ts";
import { atFirstContact, bob, pending, profile, profileOf } from "./scenes.ts";

const five = pending("C-5", "5.00 USD");
const seven = { ...pending("C-7", "7.00 ZWG"), secured: false };
const nine = Array.from({ length: 9 }, (_, index) => pending(`C-${index}`, `${index + 1}.00 USD`));

const endingOf = (...offers: PendingOffer[]) => ({ accountID: bob.accountID, offers });

const atPicking = (pendingIn: PendingOffer[] = [five, seven]) =>
  atFirstContact()
    .answers({ profile: profileOf({ pendingIn }) })
    .taps("incoming")
    .isAt("ready.incomingOffers/choosing.picking");

const atSeeing = () => atPicking().taps("credex=C-5").isAt("ready.incomingOffers/choosing.seeing");

const atConfirming = () => atPicking().taps("all").isAt("ready.incomingOffers/choosing.confirming");

test("an offer is accepted in three taps, and the receipt says what was", () => {
  atFirstContact()
    .answers({ profile: profileOf({ pendingIn: [five, seven] }) })
    .reads("2 for you")
    .taps("incoming")
    .hears("incoming.pick.ask")
    .reads("2 offers wait for you")
    .taps("credex=C-5")
    .hears("incoming.see.ask")
    .reads("Offered to Bob Bakery", "*5.00 USD* (Thandi Tailor)", "Secured")
    .taps("accept")
    .hearsNothing()
    .calls("acceptCredex", endingOf(five))
    .answers({ profile: profileOf({ pendingIn: [seven] }) })
    .hears("decision.accepted", "home.menu")
    .reads("*5.00 USD* (Thandi Tailor)", "23 November 2026 at 09:00", "1 for you")
    .isAt("ready.home");
});

test("an unsecured offer is said to be one, and is declined", () => {
  atPicking()
    .taps("credex=C-7")
    .reads("*7.00 ZWG* (Thandi Tailor)", "Unsecured")
    .taps("decline")
    .calls("declineCredex", endingOf(seven))
    .answers({ profile })
    .hears("decision.declined", "home.menu")
    .reads("7.00 ZWG", "0 for you");
});

describe("all offers of a page", () => {
  test("are accepted at once after a confirm that names each", () => {
    atPicking()
      .taps("all")
      .hears("incoming.all.ask")
      .reads("2 in all:\n*5.00 USD*", "*7.00 ZWG* (Thandi Tailor)\nThe last one is unsecured")
      .taps("confirm")
      .calls("acceptCredexBulk", endingOf(five, seven))
      .answers({ profile, accepted: 2 })
      .hears("decision.accepted", "home.menu")
      .reads("*5.00 USD*", "*7.00 ZWG*");
  });

  test("are named with the secured ones first, so that it can be said which are not", () => {
    atPicking([seven, five])
      .taps("all")
      .reads("in all:\n*5.00 USD*")
      .taps("confirm")
      .calls("acceptCredexBulk", endingOf(five, seven));
    atPicking([five, pending("C-6")])
      .taps("all")
      .reads("All are secured.");
  });

  test("are not offered where there is one", () => {
    expect(() => atPicking([five]).taps("all")).toThrow("not offered");
  });
});

describe("the list", () => {
  test("moves to the next page and back, and from the first page home", () => {
    const second = atPicking(nine).taps("next").hears("incoming.pick.ask");
    expect(() => second.taps("next")).toThrow("not offered");
    second
      .taps("credex=C-8")
      .reads("9.00 USD")
      .taps("back")
      .taps("back")
      .hears("incoming.pick.ask")
      .taps("back")
      .hears("decision.cancelled", "home.menu")
      .callsNothing();
  });

  test("takes all of the page that is shown, and no others", () => {
    atPicking(nine)
      .taps("next")
      .taps("all")
      .reads("2 in all")
      .taps("confirm")
      .calls("acceptCredexBulk", endingOf(...nine.slice(7)));
  });

  test("is not offered where nothing waits", () => {
    expect(() => atFirstContact().answers({ profile }).taps("incoming")).toThrow("not offered");
  });
});

describe("before anything has left", () => {
  const states = [
    ["list", atPicking, "incoming.pick.ask"],
    ["offer", atSeeing, "incoming.see.ask"],
    ["confirm", atConfirming, "incoming.all.ask"],
  ] as const;

  test.each(states)("at the %s other words and photos are asked again", (_, at, key) => {
    const tap: Reply["key"][] = key === "incoming.pick.ask" ? [] : ["money.tap"];
    at()
      .says("maybe")
      .hears(...tap, key)
      .shows("image")
      .hears("media", key)
      .callsNothing();
  });

  test.each(states)("at the %s cancel and menu bring the member home", (_, at) => {
    at().says("cancel").hears("decision.cancelled", "home.menu").callsNothing();
    at().says("menu").hears("decision.cancelled").calls("getDashboard").isAt("ready.refreshing");
  });

  test.each(states)(
    "at the %s a member who goes quiet gets one reply about it and returns home",
    (_, at) => {
      at().waits("239 s").hearsNothing().waits("1 s").hears("decision.expired", "home.menu");
    },
  );

  test("one step back leads to the list, by button or word", () => {
    atSeeing().taps("back").hears("incoming.pick.ask");
    atConfirming().says("back").hears("incoming.pick.ask").callsNothing();
  });
});

test("a quick offer while the call is pending opens the offer form", () => {
  atSeeing()
    .taps("accept")
    .says("20=>thandi_tailor")
    .hears("decision.underway")
    .calls("getAccountByHandle", { handle: "thandi_tailor" });
});

describe("leaving the form", () => {
  const cancelled = "decision.cancelled";
  const back = "incoming.pick.ask" as const;
  const atAccepting = () => atSeeing().taps("accept").atLast("acceptCredex");
  describeLeaving([
    {
      name: "the first page",
      at: () => atPicking(nine),
      cancelled,
      back: [cancelled, "home.menu"],
      hasButton: true,
    },
    {
      name: "the second page",
      at: () => atPicking(nine).taps("next"),
      cancelled,
      back: [back],
      hasButton: true,
    },
    {
      name: "an offer",
      at: atSeeing,
      cancelled,
      back: [back],
      hasButton: true,
      moves: "incoming.see.ask",
    },
    {
      name: "all of a page",
      at: atConfirming,
      cancelled,
      back: [back],
      hasButton: true,
      moves: "incoming.all.ask",
    },
    {
      name: "a second try",
      at: () => atAccepting().away(),
      cancelled,
      back: [cancelled, "home.menu"],
      moves: "decision.away",
    },
  ]);
});
