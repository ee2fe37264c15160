import { describe, expect, test } from "vitest";
import { offer } from "../../machines/offer.ts";
import { startMachine } from "../../src/conversation/machine/machine-runner.ts";
import type { Play } from "../support/play.ts";
import { titleOf } from "../support/titles.ts";
import { describeLeaving, type Leaving } from "./leaving.ts";
import {
  atAmount,
  atConfirm,
  atDue,
  atHome,
  atRecipient,
  atSending,
  bob,
  confirmOf,
  foundThandi,
  made,
  profile,
  thandi,
  twenty,
} from "./scenes.ts";

const sendOffer = titleOf("offer.confirm.ask", "confirm");

/** What goes to credex-core. */
const sent = { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty };

test("an offer goes from the amount to a receipt", () => {
  atHome()
    .taps("offer")
    .hears("offer.amount.ask")
    .reads("If you don't name a currency, I'll use USD")
    .says("1,250")
    .hears("offer.recipient.ask")
    .reads("*1,250.00 USD*")
    .says("@Thandi_Tailor")
    .reaches("getAccountByHandle")
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
    .reads("It's theirs once they accept.")
    .callsNothing()
    .isAt("ready.home");
});

describe("the amount", () => {
  test.each(["lots", "0", "-5", "20.555", "20 KES"])("is asked for again after %j", (text) => {
    atAmount()
      .says(text)
      .hears("offer.amount.invalid", "offer.amount.ask")
      .isAt("ready.offer/filling.amount")
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
      .reaches("getAccountByHandle")
      .calls("getAccountByHandle", { handle: "thandi_taylor" })
      .refuses("account_not_found")
      .hears("offer.recipient.unknown", "offer.recipient.ask")
      .reads("thandi_taylor")
      .isAt("ready.offer/filling.recipient");
  });

  test.each([
    ["away", (search: Play) => search.away()],
    ["not allowed", (search: Play) => search.refuses("not_allowed")],
  ])("who cannot be looked up (%s) is not said to be missing", (_, end) => {
    end(searched("thandi_tailor"))
      .hears("offer.recipient.away", "offer.recipient.ask")
      .isAt("ready.offer/filling.recipient");
  });

  test("is looked up in peace: what is written or shown meanwhile changes nothing", () => {
    atRecipient()
      .says("thandi_tailor")
      .reaches("getAccountByHandle")
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
      .hears("money.tap", "offer.confirm.ask")
      .shows("image")
      .hears("media", "offer.confirm.ask")
      .callsNothing();
  });

  test.each([sendOffer.toLowerCase(), sendOffer])("may be typed as %j", (text) => {
    atConfirm().says(text).calls("createCredex", sent).isAt("ready.offer/sending/sending.offering");
  });

  test("given twice is taken once", () => {
    atSending().taps("confirm").hearsNothing().callsNothing();
  });

  test("of another question does nothing, and the member gets one reply that says so", () => {
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
    .says("Go back")
    .hears("offer.amount.ask")
    .says("back")
    .hears("offer.cancelled", "home.menu")
    .callsNothing();
});

describe("an unsecured offer", () => {
  test("has a due date, which is chosen, confirmed, sent and on the receipt", () => {
    atConfirm()
      .taps("unsecured")
      .hears("offer.due.ask")
      .reads("*20.00 USD* to Thandi Tailor", "for example *18/01/2027*")
      .offers("weeks=1", "30 November 2026")
      .offers("weeks=4", "21 December 2026")
      .offers("weeks=52", "22 November 2027")
      .taps("weeks=4")
      .hears("offer.unsecured.ask")
      .reads("*20.00 USD*, unsecured: you promise to pay by *21 December 2026*")
      .reads("to *Thandi Tailor* (@thandi_tailor)", "from Bob Bakery")
      .taps("confirm")
      .calls("createCredex", { ...sent, dueDate: "2026-12-21" })
      .answers(made)
      .hears("offer.sent", "home.menu")
      .reads("you owe it, due on 21 December 2026");
  });

  test.each([
    ["2026-12-31", "2026-12-31"],
    ["31/12/2026", "2026-12-31"],
    ["31 Dec", "2026-12-31"],
    ["1 march", "2027-03-01"],
    ["in 4 weeks", "2026-12-21"],
    ["30 Nov", "2026-11-30"],
    ["22 November 2027", "2027-11-22"],
  ])("is due when the member writes %j", (text, dueDate) => {
    atDue()
      .says(text)
      .hears("offer.unsecured.ask")
      .taps("confirm")
      .calls("createCredex", {
        ...sent,
        dueDate,
      });
  });

  test.each(["29 Nov", "23/11/2027", "yesterday", "4", "30 February", "31/31/2026", "0 weeks"])(
    "is asked about again after %j, with an example of what works, before anything changes",
    (text) => {
      const isDay = /29|23|0 w/.test(text);
      atDue()
        .says(text)
        .hears(isDay ? "offer.due.range" : "offer.due.invalid", "offer.due.ask")
        .reads("for example *18/01/2027*")
        .callsNothing()
        .shows("image")
        .hears("media", "offer.due.ask")
        .says("18/01/2027")
        .reads("18 January 2027");
    },
  );

  test("counts from the day in Harare on which it is said", () => {
    // Home at nine in the morning; fifteen hours later it is the next day there, and not yet in London.
    const late = atHome().waits("901 min").taps("offer");
    confirmOf(late).taps("unsecured").says("30 Nov").hears("offer.due.range", "offer.due.ask");
    late.says("1 Dec").hears("offer.unsecured.ask");
  });

  test.each(["0", "53", "9999", "x", "", "-1", "1.5"])(
    "is never one that credex-core refuses: %j weeks are answered by the range",
    (value) => {
      const at = Date.parse("2026-11-23T07:00:00Z");
      const form = startMachine(offer, { account: { ...profile.accounts[0] } });
      const events: { [stage: string]: { type: string; text?: string; output?: object } } = {
        "filling.amount": { type: "text", text: "20" },
        "filling.recipient": { type: "text", text: thandi.accountHandle },
        "filling.searching": {
          type: "xstate.done.actor.0.offer.filling.searching",
          output: thandi,
        },
        "filling.confirm": { type: "choice.unsecured" },
      };
      const words = { type: "text", text: "For 20 loaves of bread" };
      for (let count = 0; count < 9 && form.stage() !== "filling.due"; count++)
        form.deliver("", { ...(events[form.stage()] ?? words), at });
      expect(form.stage()).toBe("filling.due");
      form.requestedActions();
      form.deliver("", { type: "choice.weeks", value, at });
      expect(form.stage()).toBe("filling.due");
      expect(JSON.stringify(form.requestedActions())).toContain('"offer.due.range"');
    },
  );

  test("may be secured after all, and the other way round", () => {
    atDue()
      .taps("weeks=1")
      .taps("secured")
      .hears("offer.confirm.ask")
      .taps("confirm")
      .calls("createCredex", sent);
  });

  test("leads one step back at a time", () => {
    atDue()
      .taps("weeks=1")
      .says("back")
      .hears("offer.due.ask")
      .says("back")
      .hears("offer.confirm.ask")
      .taps("confirm")
      .calls("createCredex", sent);
  });

  test("is tried again with its date, and its outcome may be reported late", () => {
    const unsecured = { ...sent, dueDate: "2026-11-30" };
    const sending = () => atDue().taps("weeks=1").taps("confirm").calls("createCredex", unsecured);
    sending().away().hears("offer.away").taps("again").calls("createCredex", unsecured);
    sending().unknown().hears("offer.unknown", "home.menu").found(made).hears("late.offer.done");
  });
});

describe("a quick command", () => {
  test.each(["20=>thandi_tailor", "20 usd ⇒ @Thandi_Tailor", "$20.00 => thandi_tailor"])(
    "%j leads to the confirm of a secured offer",
    (command) => {
      foundThandi(atHome().says(command).hearsNothing())
        .hears("offer.confirm.ask")
        .reads("*20.00 USD*, secured", "Thandi Tailor* (@thandi_tailor)", "from Bob Bakery")
        .taps("confirm")
        .calls("createCredex", sent);
    },
  );

  test.each(["20->thandi_tailor", "20 → @Thandi_Tailor"])(
    "%j asks for the due date of an unsecured offer",
    (command) => {
      foundThandi(atHome().says(command))
        .hears("offer.due.ask")
        .taps("weeks=2")
        .hears("offer.unsecured.ask")
        .taps("confirm")
        .calls("createCredex", { ...sent, dueDate: "2026-12-07" });
    },
  );

  test("with a wrong amount asks for that, says why, and continues with the handle", () => {
    const wrong = atHome().says("0 => thandi_tailor");
    wrong.hears("offer.amount.invalid", "offer.amount.ask").callsNothing();
    foundThandi(wrong.says("20")).hears("offer.confirm.ask").reads("*20.00 USD*");
  });

  test.each([
    ["20=>Thandi Tailor", "offer.recipient.invalid"],
    ["20=>bob_bakery", "offer.recipient.self"],
  ] as const)("%j asks for the recipient, and says why", (command, key) => {
    const wrong = atHome().says(command).hears(key, "offer.recipient.ask").reads("*20.00 USD*");
    foundThandi(wrong.callsNothing().says("thandi_tailor")).hears("offer.confirm.ask");
  });

  test("with both wrong asks for one after the other", () => {
    const wrong = atHome().says("lots=>Thandi Tailor");
    wrong.hears("offer.amount.invalid", "offer.amount.ask");
    wrong.says("20").hears("offer.recipient.invalid", "offer.recipient.ask");
  });

  test("for somebody unknown asks for the recipient", () => {
    atHome()
      .says("20=>thandi_taylor")
      .calls("getAccountByHandle", { handle: "thandi_taylor" })
      .refuses("account_not_found")
      .hears("offer.recipient.unknown", "offer.recipient.ask");
  });

  test("can be gone back on, to the first question, and asks for the recipient anew", () => {
    foundThandi(atHome().says("20->thandi_tailor"))
      .says("back")
      .hears("offer.recipient.ask")
      .says("back")
      .hears("offer.amount.ask")
      .says("30")
      .hears("offer.recipient.ask");
  });

  test("while an offer is being made opens a second form, and the reply says that the first continues", () => {
    const second = atSending().says("5=>thandi_tailor").hears("offer.underway").reads("20.00 USD");
    foundThandi(second).hears("offer.confirm.ask").reads("5.00 USD");
    second.atLast("createCredex").answers(made).hears("late.offer.done").reads("20.00 USD");
    second.taps("confirm").calls("createCredex", { ...sent, amount: { ...twenty, value: "5.00" } });
  });
});

describe("what quotes a message", () => {
  test.each(["1", sendOffer])("never confirms by %j: the question is asked again", (text) => {
    atConfirm()
      .quotes(text)
      .hears("money.tap", "offer.confirm.ask")
      .callsNothing()
      .says(sendOffer)
      .calls("createCredex", sent);
  });

  test("still says an amount, a handle, a date or a command", () => {
    atAmount().quotes("20").hears("offer.recipient.ask").quotes("back").hears("offer.amount.ask");
    foundThandi(atRecipient().quotes("thandi_tailor"));
    atDue().quotes("31 Dec").hears("offer.unsecured.ask");
    atConfirm().quotes("cancel").hears("offer.cancelled", "home.menu");
  });
});

describe("cancelling before anything has left", () => {
  test.each([
    ["amount", atAmount],
    ["recipient", atRecipient],
    ["search", () => searched("thandi_tailor")],
    ["confirmation", atConfirm],
  ])("at the %s is just that", (_, at) => {
    at()
      .says("cancel")
      .hears("offer.cancelled", "home.menu")
      .reads("Nothing was sent")
      .callsNothing()
      .isAt("ready.home");
  });

  test("is a button as well, and the answer to a pending read is ignored", () => {
    atConfirm().taps("cancel").hears("offer.cancelled", "home.menu");
    searched("thandi_tailor")
      .says("x")
      .atLast("getAccountByHandle")
      .answers(thandi)
      .hearsNothing()
      .callsNothing()
      .isAt("ready.home");
  });

  test("by going home sends nothing either", () => {
    atConfirm().says("menu").hears("offer.cancelled").calls("getDashboard");
  });
});

describe("a member who goes quiet", () => {
  test.each([
    ["amount", atAmount],
    ["recipient", atRecipient],
    ["due date", atDue],
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
      .isAt("ready.home")
      .waits("30 min")
      .hearsNothing();
  });

  test.each([
    ["20=>thandi_tailor", () => atConfirm()],
    ["20=>thandi_tailor", () => atConfirm().says("back")],
    ["0.5 ZWG=>thandi_tailor", () => atConfirm("0.50 ZWG")],
    ["20->thandi_tailor", () => atDue()],
    ["20->thandi_tailor", () => atDue().taps("weeks=4").says("what?")],
    ["20=>thandi_tailor", () => atSending().away()],
  ])("reads %j, which opens the form again with the same answers", (command, at) => {
    const closed = at().waits("4 min").hears("offer.expired", "home.menu");
    closed.reads(`To go on with it, write *${command}*.`);
    const again = foundThandi(closed.says(`*${command}*`));
    again.hears(command.includes("=") ? "offer.confirm.ask" : "offer.due.ask");
  });

  test.each([
    ["amount", atAmount],
    ["recipient", atRecipient],
    ["recipient that was not found", () => searched("thandi_taylor").refuses("account_not_found")],
    ["recipient other than the one before", () => searchedAnew().refuses("account_not_found")],
  ])("without an amount or a %s reads how to begin again", (_, at) => {
    at().waits("4 min").hears("offer.expired", "home.menu").reads("*Make an offer* in the menu");
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
      .isAt("ready.offer/filling.recipient");
  });
});

describe("an offer that was not made", () => {
  test("is reported with credex-core's reason", () => {
    atSending()
      .refuses("insufficient_balance", "Insufficient balance.")
      .hears("offer.refused", "home.menu")
      .reads("was not made: Insufficient balance. Nothing was sent.")
      .isAt("ready.home");
  });

  test("is reported without a reason where there is none", () => {
    atSending().refuses("invalid_input").hears("offer.invalid", "home.menu");
    atSending().refuses("refused").reads("Thandi Tailor was not made. Nothing was sent.");
  });

  test.each(["away", "expired"] as const)("because of %s may be tried again", (how) => {
    const away = atSending()
      [how]()
      .hears("offer.away")
      .reads("was *not* sent")
      .isAt("ready.offer/sending/retrying.unreachable");
    away
      .says("what?")
      .hears("money.tap", "offer.away")
      .says(titleOf("offer.away", "again"))
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
        .isAt("ready.offer/sending/retrying.paused");
    paused()
      .taps("again")
      .calls("createCredex", sent)
      .answers(made)
      .hears("offer.sent", "home.menu");
    paused().taps("cancel").hears("offer.cancelled", "home.menu");
    paused().says("quit").hears("offer.cancelled", "home.menu");
  });

  test("because an earlier one is still unresolved is reported as such", () => {
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

  test.each(["menu", "cancel", "shona"])(
    "%s brings the member home, and says that the offer cannot be stopped",
    (text) => {
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
    },
  );
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

  test("is reported when it is found, and counted at home", () => {
    unknown()
      .found(made)
      .hears("late.offer.done")
      .reads("20.00 USD", "Thandi Tailor", "Reference: C-1")
      .says("cancel")
      .reads("1 from you");
  });

  test("is reported when it is not found, and not as lost", () => {
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
    look(unknown().taps("offer").says("30")).isAt("ready.offer/filling.recipient");
  });

  test("is reported after the session has ended, and after the record has expired", () => {
    unknown().sessionEnds().found(made).hears("late.offer.done").callsNothing();
    unknown().recordExpires().unconfirmed().hears("late.offer.unconfirmed").callsNothing();
  });

  test("after the member left its form is reported as unconfirmed, and then with its outcome", () => {
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

function searched(handle: string): Play {
  return atRecipient()
    .says(handle)
    .reaches("getAccountByHandle")
    .calls("getAccountByHandle", { handle });
}

/** After one that was found. */
function searchedAnew(): Play {
  const handle = "thandi_taylor";
  return atConfirm()
    .says("back")
    .says(handle)
    .reaches("getAccountByHandle")
    .calls("getAccountByHandle", { handle });
}

describe("leaving the form", () => {
  const cancelled = "offer.cancelled";
  const questions: Omit<Leaving, "cancelled">[] = [
    { name: "the amount", at: atAmount, back: [cancelled, "home.menu"] },
    { name: "the recipient", at: atRecipient, takesText: true, back: ["offer.amount.ask"] },
    { name: "the due date", at: atDue, back: ["offer.confirm.ask"] },
    {
      name: "the confirm",
      at: atConfirm,
      back: ["offer.recipient.ask"],
      moves: "offer.confirm.ask",
    },
    {
      name: "the confirm of a promise",
      at: () => atDue().taps("weeks=1"),
      back: ["offer.due.ask"],
      moves: "offer.unsecured.ask",
    },
    {
      name: "a second try",
      at: () => atSending().away(),
      back: ["offer.confirm.ask"],
      moves: "offer.away",
    },
    {
      name: "a try during a pause",
      at: () => atSending().paused(),
      back: ["offer.confirm.ask"],
      moves: "offer.paused",
    },
  ];
  describeLeaving(questions.map((question) => ({ ...question, cancelled })));

  test("for the offers of others while it is being made says that it continues", () => {
    atSending().says("offers").hears("offer.underway").calls("getDashboard");
  });
});

test.each(["offers", "language", "masikati", "start", "stop", "home", "shure", "@menu"])(
  "reads %j at the recipient as a handle",
  (text) => {
    atRecipient()
      .says(text)
      .reaches("getAccountByHandle")
      .calls("getAccountByHandle", { handle: text.replace("@", "") });
  },
);
