import { describe, expect, test } from "vitest";
import { outgoing } from "../../machines/outgoing.ts";
import type { PendingOffer } from "../../machines/values.ts";
import type { Play } from "../support/play.ts";
import { atFirstContact, bob, pending, profile, profileOf } from "./scenes.ts";
import { follow } from "./walked.ts";

const walked = follow(outgoing);

const five = pending("C-5", "-5.00 USD");
const ten = Array.from({ length: 10 }, (_, index) => pending(`C-${index}`, `-${index + 1}.00 USD`));

const endingOf = (...offers: PendingOffer[]) => ({ accountID: bob.accountID, offers });

const atPicking = (pendingOut: PendingOffer[] = [five]) =>
  atFirstContact()
    .answers({ profile: profileOf({ pendingOut }) })
    .taps("outgoing")
    .isAt("ready.withdrawing/choosing.picking");

const atConfirming = () =>
  atPicking().taps("credex=C-5").isAt("ready.withdrawing/choosing.confirming");

const atCancelling = () =>
  atConfirming()
    .taps("confirm")
    .calls("cancelCredex", endingOf(five))
    .isAt("ready.withdrawing/cancelling");

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
    .hears("outgoing.done", "home.menu")
    .reads("Taken back\n*5.00 USD*", "0 from you")
    .isAt("ready.home");
});

test("an unsecured offer is said to be one", () => {
  atPicking([{ ...five, secured: false }])
    .taps("credex=C-5")
    .reads("unsecured:");
});

test("the list goes on to the next page and back again, and from the first page home", () => {
  const second = atPicking(ten).taps("next").hears("outgoing.pick.ask");
  expect(() => second.taps("next")).toThrow("not offered");
  second
    .taps("credex=C-9")
    .reads("10.00 USD")
    .taps("back")
    .taps("back")
    .hears("outgoing.pick.ask")
    .taps("back")
    .hears("ending.cancelled", "home.menu")
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
    at().says("maybe").hears(key).shows("image").hears("media", key).callsNothing();
  });

  test("cancel and menu lead home", () => {
    at().says("cancel").hears("ending.cancelled", "home.menu").callsNothing();
    at().says("menu").hearsNothing().calls("getDashboard").isAt("ready.refreshing");
  });

  test("a member who goes quiet is told so once, and home", () => {
    at().waits("239 s").hearsNothing().waits("1 s").hears("ending.expired", "home.menu");
  });
});

describe("an offer that was not taken back", () => {
  test.each([
    ["away", "ending.away"],
    ["expired", "ending.away"],
    ["paused", "ending.paused"],
  ] as const)("because of %s may be tried again, or left", (how, key) => {
    const away = () => atCancelling()[how]().hears(key).reads("nothing was taken back");
    away().taps("again").calls("cancelCredex", endingOf(five));
    away().taps("cancel").hears("ending.cancelled", "home.menu");
    away().says("cancel").hears("ending.cancelled", "home.menu");
    away().waits("4 min").hears("ending.expired", "home.menu");
  });

  test("because of a refusal is told with the reason, and the account is looked at anew", () => {
    atCancelling()
      .refuses("refused", "The offer is already accepted.")
      .hears("ending.refused")
      .reads("*not* taken back: The offer is already accepted.\n")
      .calls("getDashboard");
  });

  test("because an earlier call is open is told so", () => {
    atCancelling().unsettled().hears("ending.unsettled", "home.menu").reads("still checking");
  });
});

test("nothing else is heard while it is under way", () => {
  atCancelling().says("hurry").hearsNothing().shows("image").hearsNothing().callsNothing();
});

test.each(["menu", "cancel", "shona"])("it goes on when the member leaves by %s", (text) => {
  atCancelling()
    .says(text)
    .hears("ending.underway", "home.menu")
    .reads("take back", "can't stop it")
    .atLast("cancelCredex")
    .answers({ profile })
    .hears("late.ending.done")
    .reads("was not accepted.\n*5.00 USD*")
    .says("cancel")
    .reads("0 from you");
});

test("a quick offer is taken up, and what is under way is said to go on", () => {
  atCancelling()
    .says("20=>thandi_tailor")
    .hears("ending.underway")
    .calls("getAccountByHandle", { handle: "thandi_tailor" })
    .atLast("cancelCredex")
    .answers({ profile })
    .hears("late.ending.done")
    .isAt("ready.offering/filling.searching");
});

test("without an answer it is looked for, and told when it is found, or not", () => {
  const unknown = () =>
    atCancelling().unknown().hears("ending.unknown", "home.menu").reads("not confirmed yet");
  unknown().taps("offer").found({ profile }).hears("late.ending.done");
  unknown().unconfirmed().hears("late.ending.unconfirmed").reads("couldn't find out");
});

test.each([
  ["late.ending.failed", (late: Play) => late.away()],
  ["late.ending.failed", (late: Play) => late.refuses("refused", "No")],
  ["late.ending.unknown", (late: Play) => late.unknown()],
] as const)("one that was left is told as %s", (key, end) => {
  end(atCancelling().says("menu").atLast("cancelCredex")).hears(key).reads("*5.00 USD*");
});

/** Looks back at all of the above. */
test("every state and transition of the form is walked", () => {
  expect(walked.unwalked()).toEqual([]);
});
