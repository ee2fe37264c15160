import { describe, test } from "vitest";
import { formIn } from "../support/builds.ts";
import type { Play } from "../support/play.ts";
import { describeLeaving } from "./leaving.ts";
import { atFirstContact, bob, pending, profile, profileOf } from "./scenes.ts";

const five = pending("C-5", "5.00 USD");
const seven = { ...pending("C-7", "7.00 ZWG"), secured: false };
const own = pending("C-9", "-5.00 USD");

const atHome = () =>
  atFirstContact().answers({ profile: profileOf({ pendingIn: [five, seven], pendingOut: [own] }) });
const atSeeing = () => atHome().taps("incoming").taps("credex=C-5");
const atAll = () => atHome().taps("incoming").taps("all");

const decisions = [
  {
    name: "accepting",
    decide: () => atSeeing().taps("accept"),
    operation: "acceptCredex",
    receipt: "decision.accepted",
    offers: [five],
    brought: { profile },
    words: ["accept", "nothing was accepted", "*not* accepted", "you have accepted this offer"],
  },
  {
    name: "accepting all",
    decide: () => atAll().taps("confirm"),
    operation: "acceptCredexBulk",
    receipt: "decision.accepted",
    offers: [five, seven],
    brought: { profile, accepted: 2 },
    words: ["accept", "nothing was accepted", "*not* accepted", "you have accepted these offers"],
  },
  {
    name: "declining",
    decide: () => atSeeing().taps("decline"),
    operation: "declineCredex",
    receipt: "decision.declined",
    offers: [five],
    brought: { profile },
    words: ["decline", "nothing was declined", "*not* declined", "and was not accepted"],
  },
  {
    name: "taking back",
    decide: () => atHome().taps("outgoing").taps("credex=C-9").taps("confirm"),
    operation: "cancelCredex",
    receipt: "decision.takenBack",
    offers: [own],
    brought: { profile },
    words: ["take back", "nothing was taken back", "*not* taken back", "and was not accepted"],
  },
] as const;

describe.each(decisions)("$name", ({ decide, operation, receipt, offers, brought, words }) => {
  const [doing, nothingDone, notDone, done] = words;
  const asked = { accountID: bob.accountID, offers };
  const at = () => decide().hearsNothing().calls(operation, asked);

  test("is done once, and there is a receipt", () => {
    at()
      .answers(brought)
      .hears(receipt, "home.menu")
      .reads("*5.00 USD*", "0 for you, 0 from you")
      .isAt("ready.home");
  });

  test.each([
    ["away", "decision.away"],
    ["expired", "decision.away"],
    ["paused", "decision.paused"],
  ] as const)("that is %s may be tried again, or left", (how, key) => {
    const undone = () => at()[how]().hears(key).reads(nothingDone, "*5.00 USD*");
    undone().taps("again").calls(operation, asked);
    undone().taps("cancel").hears("decision.cancelled", "home.menu");
    undone().says("cancel").hears("decision.cancelled", "home.menu");
    undone().waits("4 min").hears("decision.expired", "home.menu");
    undone()
      .shows("image")
      .hears("media", key)
      .waits("4 min")
      .hears("decision.expired", "home.menu");
  });

  test("that credex-core refuses is reported with the reason, and the account is loaded again", () => {
    at()
      .refuses("refused", "Somebody was faster.")
      .hears("decision.refused")
      .reads(`${notDone}: Somebody was faster.\n*5.00 USD*`)
      .calls("getDashboard")
      .isAt("ready.refreshing");
    at().refuses("not_allowed").hears("decision.refused").calls("getDashboard");
  });

  test("that could not be sent is reported, and the account is loaded again", () => {
    at().refuses("invalid_input").hears("decision.invalid").calls("getDashboard");
  });

  test("while an earlier call is open is not sent, and told so", () => {
    at()
      .unsettled()
      .hears("decision.unsettled", "home.menu")
      .reads("still checking")
      .callsNothing();
  });

  test("replies to nothing else while the call is pending", () => {
    at().says("hurry").hearsNothing().shows("image").hearsNothing().callsNothing();
  });

  test.each(["menu", "cancel", "shona"])("continues when the member leaves with %s", (text) => {
    at()
      .says(text)
      .hears("decision.underway", "home.menu")
      .reads(doing, "can't stop it", "*5.00 USD*")
      .callsNothing()
      .atLast(operation)
      .answers(brought)
      .hears("late.decision.done")
      .reads(done, "*5.00 USD*")
      .says("cancel")
      .reads("0 for you, 0 from you");
  });

  test("continues, and the member reads so, when they send a quick offer", () => {
    at()
      .says("20=>thandi_tailor")
      .hears("decision.underway")
      .calls("getAccountByHandle", { handle: "thandi_tailor" })
      .atLast(operation)
      .answers(brought)
      .hears("late.decision.done")
      .isAt("ready.offer/filling.searching");
  });

  test("without an answer is reconciled, and the member gets the outcome, found or not", () => {
    const unknown = () =>
      at()
        .unknown()
        .hears("decision.unknown", "home.menu")
        .reads("not confirmed yet", "may have gone through")
        .callsNothing();
    unknown().taps("offer").found(brought).hears("late.decision.done");
    unknown().unconfirmed().hears("late.decision.unconfirmed").reads("couldn't find out");
    unknown().recordExpires().unconfirmed().hears("late.decision.unconfirmed");
  });

  test.each([
    ["late.decision.failed", (late: Play) => late.away()],
    ["late.decision.failed", (late: Play) => late.refuses("refused", "No")],
    ["late.decision.unknown", (late: Play) => late.unknown()],
  ] as const)("that the member left is reported as %s", (key, end) => {
    const left = at().says("menu");
    end(left.atLast(operation)).hears(key).reads("*5.00 USD*").isAt("ready.home");
  });
});

test("of a page, some of which were not accepted, it is said how many were", () => {
  const some = { profile: profileOf({ pendingIn: [seven] }), accepted: 1 };
  const accepting = () =>
    atAll()
      .taps("confirm")
      .calls("acceptCredexBulk", { accountID: bob.accountID, offers: [five, seven] });
  accepting().answers(some).hears("decision.partly", "home.menu").reads("1 of the 2", "1 for you");
  accepting()
    .says("menu")
    .atLast("acceptCredexBulk")
    .answers(some)
    .hears("late.decision.partly")
    .reads("1 of the 2");
});

describe.each(decisions)("leaving $name", ({ decide, operation }) => {
  const cancelled = "decision.cancelled";
  const back = [cancelled, "home.menu"] as const;
  const at = () => decide().atLast(operation);
  describeLeaving([
    {
      name: "a second try",
      at: () => at().away(),
      cancelled,
      back: [...back],
      moves: "decision.away",
    },
    {
      name: "a try during a pause",
      at: () => at().paused(),
      cancelled,
      back: [...back],
      moves: "decision.paused",
    },
  ]);

  test("for the pending offers, while the call is pending, says that it continues", () => {
    at().says("offers").hears("decision.underway").calls("getDashboard");
  });
});

test("an unknown decision does nothing, and the member gets a sentence", () => {
  atSeeing()
    .taps("decline")
    .atLast("declineCredex")
    .away()
    .isLeftWith((record) => {
      formIn(record, "incoming", "moneyCall").context.call = "refuseCredex";
    })
    .taps("again")
    .hears("decision.unclear", "home.menu")
    .callsNothing();
});
