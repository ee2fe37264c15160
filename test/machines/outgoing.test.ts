import { describe, expect, test } from "vitest";
import type { Reply } from "../../machines/copy/reply.ts";
import type { PendingOffer } from "../../machines/values.ts";
import { describeLeaving } from "./leaving.ts";
import { atFirstContact, bob, pending, profile, profileOf } from "./scenes.ts";

const five = pending("C-5", "-5.00 USD");
const ten = Array.from({ length: 10 }, (_, index) => pending(`C-${index}`, `-${index + 1}.00 USD`));

const endingOf = (...offers: PendingOffer[]) => ({ accountID: bob.accountID, offers });

const atPicking = (pendingOut: PendingOffer[] = [five]) =>
  atFirstContact()
    .answers({ profile: profileOf({ pendingOut }) })
    .taps("outgoing")
    .isAt("ready.outgoingOffers/choosing.picking");

const atConfirming = () =>
  atPicking().taps("credex=C-5").isAt("ready.outgoingOffers/choosing.confirming");

test("an offer is taken back in three taps, and confirmed so", () => {
  atFirstContact()
    .answers({ profile: profileOf({ pendingOut: [five] }) })
    .reads("1 from you")
    .taps("outgoing")
    .hears("outgoing.pick.ask")
    .reads("1 offer of yours waits")
    .taps("credex=C-5")
    .hears("outgoing.confirm.ask")
    .reads("from Bob Bakery, secured:\n*5.00 USD* (Thandi Tailor)")
    .taps("confirm")
    .calls("cancelCredex", endingOf(five))
    .answers({ profile })
    .hears("decision.takenBack", "home.menu")
    .reads("Taken back\n*5.00 USD*", "0 from you")
    .isAt("ready.home");
});

test("an unsecured offer is said to be one", () => {
  atPicking([{ ...five, secured: false }])
    .taps("credex=C-5")
    .reads("unsecured:");
});

test("the list moves to the next page and back, and from the first page home", () => {
  const second = atPicking(ten).taps("next").hears("outgoing.pick.ask");
  expect(() => second.taps("next")).toThrow("not offered");
  second
    .taps("credex=C-9")
    .reads("10.00 USD")
    .taps("back")
    .taps("back")
    .hears("outgoing.pick.ask")
    .taps("back")
    .hears("decision.cancelled", "home.menu")
    .callsNothing();
});

test("nothing is offered to be taken back where nothing waits", () => {
  expect(() => atFirstContact().answers({ profile }).taps("outgoing")).toThrow("not offered");
});

describe.each([
  ["list", atPicking, "outgoing.pick.ask"],
  ["confirm", atConfirming, "outgoing.confirm.ask"],
] as const)("at the %s", (_, at, key) => {
  test("other words and photos are asked again", () => {
    const tap: Reply["key"][] = key === "outgoing.pick.ask" ? [] : ["money.tap"];
    at()
      .says("maybe")
      .hears(...tap, key)
      .shows("image")
      .hears("media", key)
      .callsNothing();
  });

  test("cancel and menu bring the member home", () => {
    at().says("cancel").hears("decision.cancelled", "home.menu").callsNothing();
    at().says("menu").hears("decision.cancelled").calls("getDashboard").isAt("ready.refreshing");
  });

  test("a member who goes quiet gets one reply about it and returns home", () => {
    at().waits("239 s").hearsNothing().waits("1 s").hears("decision.expired", "home.menu");
  });
});

test("a quick offer while the call is pending opens the offer form", () => {
  atConfirming()
    .taps("confirm")
    .says("20=>thandi_tailor")
    .hears("decision.underway")
    .calls("getAccountByHandle", { handle: "thandi_tailor" });
});

describe("leaving the form", () => {
  const cancelled = "decision.cancelled";
  const back = "outgoing.pick.ask" as const;
  describeLeaving([
    {
      name: "the first page",
      at: () => atPicking(ten),
      cancelled,
      back: [cancelled, "home.menu"],
      hasButton: true,
    },
    {
      name: "the second page",
      at: () => atPicking(ten).taps("next"),
      cancelled,
      back: [back],
      hasButton: true,
    },
    {
      name: "an offer",
      at: atConfirming,
      cancelled,
      back: [back],
      hasButton: true,
      moves: "outgoing.confirm.ask",
    },
    {
      name: "a second try",
      at: () => atConfirming().taps("confirm").atLast("cancelCredex").away(),
      cancelled,
      back: [cancelled, "home.menu"],
      moves: "decision.away",
    },
  ]);
});
