import { describe, expect, test } from "vitest";
import { offer } from "../../machines/offer.ts";
import type { Play } from "../support/play.ts";
import {
  atAmount,
  atConfirm,
  atHome,
  atRecipient,
  atSending,
  atUnknown,
  bob,
  confirmOf,
  made,
  pending,
  profile,
  profileOf,
  sendOf,
  thandi,
  twenty,
} from "./scenes.ts";
import { follow } from "./walked.ts";

const walked = follow(offer);

test("an offer goes from the amount to a receipt", () => {
  atHome()
    .taps("offer")
    .hears("offer.amount.ask")
    .reads("Without a currency I take USD")
    .says("1,250")
    .hears("offer.recipient.ask")
    .reads("*1,250.00 USD*")
    .says("@Thandi_Tailor")
    .hearsNothing()
    .calls("getAccountByHandle", { handle: "thandi_tailor" })
    .answers(thandi)
    .hears("offer.confirm.ask")
    .reads("*1,250.00 USD*, secured", "Thandi Tailor* (@thandi_tailor)", "from Bob Bakery")
    .taps("confirm")
    .hearsNothing()
    .calls("getDashboard")
    .answers({ profile })
    .calls("createCredex", {
      issuerAccountID: bob.accountID,
      receiver: thandi,
      amount: { value: "1250.00", denomination: "USD" },
    })
    .answers(made)
    .hears("offer.sent", "home.menu")
    .reads("*1,250.00 USD* to *Thandi Tailor*", "23 November 2026 at 09:00", "C-1", "1 from you")
    .callsNothing()
    .isAt("ready.home");
});

describe("the amount", () => {
  test.each(["lots", "0", "-5", "20.555", "20 KES"])("is asked for again after %j", (text) => {
    atAmount()
      .says(text)
      .hears("offer.amount.invalid", "offer.amount.ask")
      .isAt("ready.offering/filling.amount")
      .says("20.5 ZWG")
      .reads("20.50 ZWG");
  });

  test("is asked for again after a photo", () => {
    atAmount().shows("image").hears("media", "offer.amount.ask");
  });

  test("is what a typed number means, not a choice of the menu above", () => {
    atAmount().says("1").hears("offer.recipient.ask").reads("1.00 USD");
  });
});

describe("the recipient", () => {
  test("is asked for again after what is no handle, one's own handle, or a photo", () => {
    atRecipient()
      .says("Thandi Tailor")
      .hears("offer.recipient.invalid", "offer.recipient.ask")
      .says("@bob_bakery")
      .hears("offer.recipient.self", "offer.recipient.ask")
      .shows("image")
      .hears("media", "offer.recipient.ask")
      .callsNothing();
  });

  test("who is not found is said to be not found, and asked for again", () => {
    atRecipient()
      .says("thandi_taylor")
      .calls("getAccountByHandle", { handle: "thandi_taylor" })
      .refuses("account_not_found")
      .hears("offer.recipient.unknown", "offer.recipient.ask")
      .reads("thandi_taylor")
      .isAt("ready.offering/filling.recipient");
  });

  test.each([
    ["away", (search: Play) => search.away()],
    ["not allowed", (search: Play) => search.refuses("not_allowed")],
  ])("who cannot be looked up (%s) is not said to be missing", (_, end) => {
    const search = atRecipient().says("thandi_tailor");
    end(search.calls("getAccountByHandle", { handle: "thandi_tailor" }))
      .hears("offer.recipient.away", "offer.recipient.ask")
      .isAt("ready.offering/filling.recipient");
  });

  test("is looked up in peace: what is written or shown meanwhile changes nothing", () => {
    atRecipient()
      .says("thandi_tailor")
      .calls("getAccountByHandle", { handle: "thandi_tailor" })
      .says("and hurry")
      .hearsNothing()
      .shows("image")
      .hearsNothing()
      .atLast("getAccountByHandle")
      .answers(thandi)
      .hears("offer.confirm.ask");
  });
});

describe("the confirmation", () => {
  test("is asked for again after other words or a photo, and nothing leaves", () => {
    atConfirm()
      .says("maybe")
      .hears("offer.confirm.ask")
      .shows("image")
      .hears("media", "offer.confirm.ask")
      .callsNothing();
  });

  test.each(["1", "send offer", "Send offer"])("may be typed as %j", (text) => {
    atConfirm().says(text).calls("getDashboard").isAt("ready.offering/noting");
  });

  test("given twice is taken once", () => {
    atConfirm().taps("confirm").calls("getDashboard").taps("confirm").hearsNothing().callsNothing();
    atSending().taps("confirm").hearsNothing().callsNothing();
  });

  test("of another question does nothing, and the member hears so once", () => {
    atConfirm()
      .says("maybe")
      .tapsOld("confirm")
      .hears("outdated")
      .callsNothing()
      .tapsOld("confirm")
      .hearsNothing()
      .taps("confirm")
      .calls("getDashboard");
  });
});

describe("cancelling before anything has left", () => {
  test.each([
    ["amount", atAmount],
    ["recipient", atRecipient],
    ["search", () => atRecipient().says("thandi_tailor")],
    ["confirmation", atConfirm],
    ["noting", () => atConfirm().taps("confirm")],
  ])("at the %s is just that", (_, at) => {
    at()
      .says("cancel")
      .hears("offer.cancelled", "home.menu")
      .reads("Nothing was sent")
      .callsNothing()
      .isAt("ready.home");
  });

  test("is a button as well, and the answer of a read that was under way is let be", () => {
    atConfirm().taps("cancel").hears("offer.cancelled", "home.menu");
    atConfirm()
      .taps("confirm")
      .calls("getDashboard")
      .says("x")
      .atLast("getDashboard")
      .answers({ profile })
      .hearsNothing()
      .callsNothing()
      .isAt("ready.home");
  });

  test("by going home sends nothing either, and says so once the offer was confirmed", () => {
    atConfirm().says("menu").hearsNothing().calls("getDashboard").isAt("ready.refreshing");
    atConfirm().taps("confirm").says("menu").hears("offer.cancelled", "home.menu").callsNothing();
  });
});

describe("a member who goes quiet", () => {
  test.each([
    ["amount", atAmount],
    ["recipient", atRecipient],
    ["confirmation", atConfirm],
    ["second try", () => atSending().away()],
  ])("at the %s finds the form closed after four minutes", (_, at) => {
    at()
      .waits("239 s")
      .hearsNothing()
      .waits("1 s")
      .hears("offer.expired", "home.menu")
      .reads("Nothing was sent")
      .isAt("ready.home");
  });

  test("has four minutes from each answer, be it right or wrong", () => {
    atAmount()
      .waits("3 min")
      .says("a lot")
      .waits("3 min")
      .says("20")
      .waits("3 min")
      .says("Thandi Tailor")
      .waits("3 min")
      .hearsNothing()
      .isAt("ready.offering/filling.recipient");
  });
});

describe("an offer that was not made", () => {
  test("is told with credex-core's reason", () => {
    atSending()
      .refuses("insufficient_balance", "Insufficient balance.")
      .hears("offer.refused", "home.menu")
      .reads("was not made: Insufficient balance. Nothing was sent.")
      .isAt("ready.home");
  });

  test("is told without one where there is none", () => {
    atSending().refuses("refused").reads("Thandi Tailor was not made. Nothing was sent.");
  });

  test.each(["away", "expired"] as const)("because of %s may be tried again", (how) => {
    const away = atSending()
      [how]()
      .hears("offer.away")
      .reads("was *not* sent")
      .isAt("ready.offering/away");
    away
      .says("what?")
      .hears("unexpected")
      .says("Try again")
      .calls("getDashboard")
      .answers({ profile })
      .calls("createCredex", { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty })
      .answers(made)
      .hears("offer.sent", "home.menu");
  });

  test("may be left: by button, by word, by going home", () => {
    const away = () => atSending().away();
    away().taps("cancel").hears("offer.cancelled", "home.menu");
    away().says("stop").hears("offer.cancelled", "home.menu");
    away().says("menu").calls("getDashboard").isAt("ready.refreshing");
  });

  test("is not even asked for while the open offers cannot be noted", () => {
    atConfirm().taps("confirm").calls("getDashboard").away().hears("offer.away").callsNothing();
    atConfirm()
      .taps("confirm")
      .calls("getDashboard")
      .refuses("not_allowed", "Not allowed")
      .hears("offer.refused", "home.menu")
      .reads("Not allowed. Nothing was sent.")
      .callsNothing();
  });
});

describe("while the offer is being made", () => {
  test("nothing that the member writes or shows asks for it again", () => {
    atConfirm()
      .taps("confirm")
      .says("hurry")
      .hearsNothing()
      .shows("audio")
      .hearsNothing()
      .atLast("getDashboard")
      .answers({ profile })
      .says("hurry")
      .hearsNothing()
      .callsNothing()
      .shows("audio")
      .hearsNothing()
      .callsNothing()
      .atLast("createCredex")
      .answers(made)
      .hears("offer.sent", "home.menu");
  });

  test.each(["menu", "cancel"])("%s leads home, and says that it cannot be stopped", (text) => {
    atSending()
      .says(text)
      .hears("offer.underway", "home.menu")
      .reads("20.00 USD", "Thandi Tailor", "can't stop it")
      .callsNothing()
      .isAt("ready.home")
      .atLast("createCredex")
      .answers(made)
      .hears("late.offer.done")
      .reads("C-1")
      .isAt("ready.home")
      .says("cancel")
      .reads("1 from you");
  });
});

describe("an offer with an unknown outcome", () => {
  test("is not said to be lost, nor to be tried again", () => {
    atSending()
      .unknown()
      .hears("offer.unknown")
      .reads("not confirmed yet", "may have gone through", "Please don't send it again")
      .callsNothing();
  });

  test("is found at the first look, be the amount grouped or not", () => {
    atUnknown()
      .waits("15 s")
      .hearsNothing()
      .calls("getDashboard")
      .answers({ profile: profileOf(pending("C-0"), pending("C-1")) })
      .hears("offer.sent", "home.menu")
      .reads("Reference: C-1", "2 from you");
    sendOf(atConfirm("1250"), { value: "1250.00", denomination: "USD" })
      .unknown()
      .waits("15 s")
      .calls("getDashboard")
      .answers({ profile: profileOf(pending("C-1", "-1,250.00 USD")) })
      .hears("offer.sent", "home.menu");
  });

  test("is found at a later look, though one look failed meanwhile", () => {
    atUnknown()
      .waits("15 s")
      .calls("getDashboard")
      .away()
      .hearsNothing()
      .waits("15 s")
      .calls("getDashboard")
      .answers({ profile: profileOf(pending("C-0")) })
      .hearsNothing()
      .waits("15 s")
      .calls("getDashboard")
      .answers(made)
      .hears("offer.sent", "home.menu");
  });

  test.each([
    ["an offer that was there before", pending("C-0")],
    ["another amount", pending("C-2", "-20.01 USD")],
    ["another account", { ...pending("C-2"), counterpartyAccountName: "Thandi Tailoring" }],
  ])("is not taken for %s", (_, other) => {
    atUnknown()
      .waits("15 s")
      .calls("getDashboard")
      .answers({ profile: profileOf(other) })
      .hearsNothing()
      .isAt("ready.offering/unknown.waiting");
  });

  test("that does not appear in four looks stays open, and is told so", () => {
    const looked = atUnknown();
    for (const _ of [1, 2, 3])
      looked.waits("15 s").calls("getDashboard").answers({ profile }).hearsNothing();
    looked
      .waits("15 s")
      .calls("getDashboard")
      .answers({ profile: profileOf(pending("C-0"), pending("C-3", "-1.00 USD")) })
      .hears("offer.unconfirmed", "home.menu")
      .reads("not confirmed yet", "may still go through", "2 from you")
      .isAt("ready.home")
      .waits("10 min")
      .callsNothing();
  });

  test("that cannot be looked for stays open as well", () => {
    const looked = atUnknown();
    for (const _ of [1, 2, 3]) looked.waits("15 s").calls("getDashboard").away().hearsNothing();
    looked.waits("15 s").calls("getDashboard").away().hears("offer.unconfirmed", "home.menu");
  });

  test("is still being looked for, a member hears who asks", () => {
    atUnknown()
      .says("and?")
      .hears("offer.checking")
      .shows("image")
      .hears("offer.checking")
      .taps("confirm")
      .hearsNothing()
      .waits("15 s")
      .says("and now?")
      .hears("offer.checking")
      .atLast("getDashboard")
      .answers(made)
      .hears("offer.sent", "home.menu");
  });

  test.each(["menu", "cancel"])("is told as just that when %s leads home", (text) => {
    atUnknown()
      .says(text)
      .hears("offer.unconfirmed", "home.menu")
      .reads("may still go through")
      .isAt("ready.home")
      .waits("1 min")
      .hearsNothing()
      .callsNothing();
    atUnknown().waits("15 s").says(text).hears("offer.unconfirmed", "home.menu");
  });
});

test("a form that is cancelled does not bring back what was known when it was opened", () => {
  const late = atSending().says("menu").taps("offer").atLast("createCredex").answers(made);
  late.hears("late.offer.done").says("cancel").hears("offer.cancelled", "home.menu");
  late.reads("1 from you");
});

test("an offer that was left and one that is new are told apart", () => {
  const second = confirmOf(atSending().says("menu").taps("offer"));
  second.atLast("createCredex").answers(made).hears("late.offer.done");
  second
    .taps("confirm")
    .calls("getDashboard")
    .answers(made)
    .calls("createCredex", { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty })
    .unknown()
    .waits("15 s")
    .calls("getDashboard")
    .answers(made)
    .hearsNothing()
    .waits("15 s")
    .calls("getDashboard")
    .answers({ profile: profileOf(pending("C-1"), pending("C-2")) })
    .reads("Reference: C-2");
});

/** Looks back at all of the above. */
test("every state and transition of the form is walked", () => {
  expect(walked.unwalked()).toEqual([]);
});
