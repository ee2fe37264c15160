import { describe, expect, test } from "vitest";
import { incoming } from "../../machines/incoming.ts";
import type { PendingOffer } from "../../machines/values.ts";
import type { Play } from "../support/play.ts";
import { atFirstContact, bob, pending, profile, profileOf } from "./scenes.ts";
import { follow } from "./walked.ts";

const walked = follow(incoming);

const five = pending("C-5", "5.00 USD");
const seven = { ...pending("C-7", "7.00 ZWG"), secured: false };
const nine = Array.from({ length: 9 }, (_, index) => pending(`C-${index}`, `${index + 1}.00 USD`));

const endingOf = (...offers: PendingOffer[]) => ({ accountID: bob.accountID, offers });

const atPicking = (pendingIn: PendingOffer[] = [five, seven]) =>
  atFirstContact()
    .answers({ profile: profileOf({ pendingIn }) })
    .taps("incoming")
    .isAt("ready.answering/choosing.picking");

const atSeeing = () => atPicking().taps("credex=C-5").isAt("ready.answering/choosing.seeing");

const atConfirming = () => atPicking().taps("all").isAt("ready.answering/choosing.confirming");

const operations = {
  accept: "acceptCredex",
  decline: "declineCredex",
  all: "acceptCredexBulk",
} as const;

const sending = {
  accept: () => atSeeing().taps("accept").calls("acceptCredex", endingOf(five)),
  decline: () => atSeeing().taps("decline").calls("declineCredex", endingOf(five)),
  all: () => atConfirming().taps("confirm").calls("acceptCredexBulk", endingOf(five, seven)),
};
const deeds = [
  ["accepting", "accept"],
  ["declining", "decline"],
  ["accepting all", "all"],
] as const;

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
    .hears("incoming.accepted", "home.menu")
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
    .hears("incoming.declined", "home.menu")
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
      .hears("incoming.accepted", "home.menu")
      .reads("*5.00 USD*", "*7.00 ZWG*");
  });

  test("of which some were not accepted are said to be so many", () => {
    sending
      .all()
      .answers({ profile: profileOf({ pendingIn: [seven] }), accepted: 1 })
      .hears("incoming.partly", "home.menu")
      .reads("1 of the 2", "1 for you");
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
  test("goes on to the next page and back again, and from the first page home", () => {
    const second = atPicking(nine).taps("next").hears("incoming.pick.ask");
    expect(() => second.taps("next")).toThrow("not offered");
    second
      .taps("credex=C-8")
      .reads("9.00 USD")
      .taps("back")
      .taps("back")
      .hears("incoming.pick.ask")
      .taps("back")
      .hears("ending.cancelled", "home.menu")
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
    at().says("maybe").hears(key).shows("image").hears("media", key).callsNothing();
  });

  test.each(states)("at the %s cancel and menu lead home", (_, at) => {
    at().says("cancel").hears("ending.cancelled", "home.menu").callsNothing();
    at().says("menu").hearsNothing().calls("getDashboard").isAt("ready.refreshing");
  });

  test.each(states)("at the %s a member who goes quiet is told so once, and home", (_, at) => {
    at().waits("239 s").hearsNothing().waits("1 s").hears("ending.expired", "home.menu");
  });

  test("one step back leads to the list, by button or word", () => {
    atSeeing().taps("back").hears("incoming.pick.ask");
    atConfirming().says("back").hears("incoming.pick.ask").callsNothing();
  });
});

describe.each(deeds)("%s", (_, deed) => {
  const at = sending[deed];
  const operation = operations[deed];
  const brought = deed === "all" ? { profile, accepted: 2 } : { profile };
  const again = (play: Play) =>
    play.taps("again").calls(operation, deed === "all" ? endingOf(five, seven) : endingOf(five));

  test.each(["away", "expired"] as const)("that was %s may be tried again, or left", (how) => {
    const away = () => at()[how]().hears("ending.away").reads("nothing was", "*5.00 USD*");
    again(away());
    away().taps("cancel").hears("ending.cancelled", "home.menu");
    away().says("cancel").hears("ending.cancelled", "home.menu");
    away().waits("4 min").hears("ending.expired", "home.menu");
  });

  test("that is paused may be tried again, or left", () => {
    const paused = () => at().paused().hears("ending.paused").reads("nothing was");
    again(paused());
    paused().taps("cancel").hears("ending.cancelled", "home.menu");
    paused().says("cancel").hears("ending.cancelled", "home.menu");
    paused().waits("4 min").hears("ending.expired", "home.menu");
  });

  test("that is refused is told with the reason, and how the account stands is asked anew", () => {
    at()
      .refuses("refused", "The offer is already cancelled.")
      .hears("ending.refused")
      .reads("*not*", "already cancelled.\n*5.00 USD*")
      .calls("getDashboard")
      .isAt("ready.refreshing");
    at().refuses("not_allowed").hears("ending.refused").calls("getDashboard");
  });

  test("while an earlier call is open is not sent, and told so", () => {
    at().unsettled().hears("ending.unsettled", "home.menu").reads("still checking").callsNothing();
  });

  test("hears nothing else while it is under way", () => {
    at().says("hurry").hearsNothing().shows("image").hearsNothing().callsNothing();
  });

  test.each(["menu", "cancel", "shona"])("goes on when the member leaves by %s", (text) => {
    const left = at()
      .says(text)
      .hears("ending.underway", "home.menu")
      .reads("can't stop it", "*5.00 USD*")
      .callsNothing();
    left
      .atLast(operation)
      .answers(brought)
      .hears("late.ending.done")
      .reads("*5.00 USD*")
      .says("cancel")
      .reads("0 for you");
  });

  test("goes on, and is said to, when the member would make a quick offer", () => {
    at()
      .says("20=>thandi_tailor")
      .hears("ending.underway")
      .calls("getAccountByHandle", { handle: "thandi_tailor" })
      .atLast(operation)
      .answers(brought)
      .hears("late.ending.done")
      .isAt("ready.offering/filling.searching");
  });

  test("without an answer is looked for, and told when it is found, or not", () => {
    const unknown = () =>
      at()
        .unknown()
        .hears("ending.unknown", "home.menu")
        .reads("not confirmed yet", "may have gone through")
        .callsNothing();
    unknown().taps("offer").found(brought).hears("late.ending.done");
    unknown().unconfirmed().hears("late.ending.unconfirmed").reads("couldn't find out");
    unknown().recordExpires().unconfirmed().hears("late.ending.unconfirmed");
  });

  test.each([
    ["late.ending.failed", (late: Play) => late.away()],
    ["late.ending.failed", (late: Play) => late.refuses("refused", "No")],
    ["late.ending.unknown", (late: Play) => late.unknown()],
  ] as const)("that was left is told as %s", (key, end) => {
    const left = at().says("menu");
    end(left.atLast(operation)).hears(key).reads("*5.00 USD*").isAt("ready.home");
  });
});

test("a page of which some were accepted after it was left is told in numbers", () => {
  sending
    .all()
    .says("menu")
    .atLast("acceptCredexBulk")
    .answers({ profile: profileOf({ pendingIn: [seven] }), accepted: 1 })
    .hears("late.ending.partly")
    .reads("1 of the 2");
});

/** Looks back at all of the above. */
test("every state and transition of the form is walked", () => {
  expect(walked.unwalked()).toEqual([]);
});
