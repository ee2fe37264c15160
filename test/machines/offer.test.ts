import { describe, expect, test } from "vitest";
import { offer } from "../../machines/offer.ts";
import type { Play } from "../support/play.ts";
import {
  atAmount,
  atConfirm,
  atHome,
  atRecipient,
  atSending,
  bob,
  confirmOf,
  made,
  thandi,
  twenty,
} from "./scenes.ts";
import { follow } from "./walked.ts";

const walked = follow(offer);

/** What goes to credex-core. */
const sent = { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty };

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
    atConfirm().says(text).calls("createCredex", sent).isAt("ready.offering/sending");
  });

  test("given twice is taken once", () => {
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
      .calls("createCredex", sent);
  });
});

test("back leads one step back, and from the first question home", () => {
  atConfirm()
    .says("back")
    .hears("offer.recipient.ask")
    .says("Back")
    .hears("offer.amount.ask")
    .says("back")
    .hears("offer.cancelled", "home.menu")
    .callsNothing();
});

describe("cancelling before anything has left", () => {
  test.each([
    ["amount", atAmount],
    ["recipient", atRecipient],
    ["search", () => atRecipient().says("thandi_tailor")],
    ["confirmation", atConfirm],
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
    atRecipient()
      .says("thandi_tailor")
      .says("x")
      .atLast("getAccountByHandle")
      .answers(thandi)
      .hearsNothing()
      .callsNothing()
      .isAt("ready.home");
  });

  test("by going home sends nothing either", () => {
    atConfirm().says("menu").hearsNothing().calls("getDashboard").isAt("ready.refreshing");
  });
});

describe("a member who goes quiet", () => {
  test.each([
    ["amount", atAmount],
    ["recipient", atRecipient],
    ["confirmation", atConfirm],
    ["second try", () => atSending().away()],
    ["try during a pause", () => atSending().paused()],
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
      .calls("createCredex", sent)
      .answers(made)
      .hears("offer.sent", "home.menu");
  });

  test("may be left: by button, by word, by going home", () => {
    const away = () => atSending().away();
    away().taps("cancel").hears("offer.cancelled", "home.menu");
    away().says("exit").hears("offer.cancelled", "home.menu");
    away().says("menu").calls("getDashboard").isAt("ready.refreshing");
  });

  test("because offers are paused may be tried again, or left", () => {
    const paused = () =>
      atSending()
        .paused()
        .hears("offer.paused")
        .reads("was *not* sent")
        .isAt("ready.offering/paused");
    paused()
      .taps("again")
      .calls("createCredex", sent)
      .answers(made)
      .hears("offer.sent", "home.menu");
    paused().taps("cancel").hears("offer.cancelled", "home.menu");
    paused().says("quit").hears("offer.cancelled", "home.menu");
  });

  test("because an earlier one is still being looked for is told so", () => {
    atSending()
      .unsettled()
      .hears("offer.unsettled", "home.menu")
      .reads("was *not* sent", "still checking")
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

describe("an offer that got no answer", () => {
  const unknown = () => atSending().unknown();

  test("is not said to be lost, nor to be tried again, and the member is home", () => {
    unknown()
      .hears("offer.unknown", "home.menu")
      .reads("not confirmed yet", "may have gone through", "Please don't send it again")
      .callsNothing()
      .isAt("ready.home");
  });

  test("is told when it is found, and counted at home", () => {
    unknown()
      .found(made)
      .hears("late.offer.done")
      .reads("20.00 USD", "Thandi Tailor", "Reference: C-1")
      .says("cancel")
      .reads("1 from you");
  });

  test("is told when it is not found, and not said to be lost", () => {
    unknown()
      .unconfirmed()
      .hears("late.offer.unconfirmed")
      .reads("couldn't find out", "still may", "before you send it again")
      .callsNothing()
      .isAt("ready.home");
  });

  test.each([
    ["found", (play: Play) => play.found(made).hears("late.offer.done")],
    ["not found", (play: Play) => play.unconfirmed().hears("late.offer.unconfirmed")],
  ])("disturbs no form when it is %s", (_, look) => {
    look(unknown().taps("offer").says("30")).isAt("ready.offering/filling.recipient");
  });

  test("is told after the session has ended, and after the record has gone", () => {
    unknown().sessionEnds().found(made).hears("late.offer.done").callsNothing();
    unknown().recordExpires().unconfirmed().hears("late.offer.unconfirmed").callsNothing();
  });

  test("after its form was left is told to be looked for, and then what was found", () => {
    atSending()
      .says("menu")
      .hears("offer.underway", "home.menu")
      .atLast("createCredex")
      .unknown()
      .hears("late.offer.unknown")
      .reads("not confirmed yet", "I'm checking")
      .found(made)
      .hears("late.offer.done");
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
    .calls("createCredex", sent)
    .answers({ ...made, credexID: "C-2" })
    .hears("offer.sent", "home.menu")
    .reads("Reference: C-2");
});

/** Looks back at all of the above. */
test("every state and transition of the form is walked", () => {
  expect(walked.unwalked()).toEqual([]);
});
