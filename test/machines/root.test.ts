import { describe, test } from "vitest";
import type { Reply } from "../../machines/copy/reply.ts";
import type { NotificationPayload } from "../../src/conversation/model/event.ts";
import { type Play, play } from "../support/play.ts";
import { titleOf } from "../support/titles.ts";
import {
  atAmount,
  atConfirm,
  atFirstContact,
  atHome,
  atOpening,
  atSending,
  atWelcome,
  bob,
  confirmOf,
  foundThandi,
  made,
  pending,
  profile,
  profileOf,
  thandi,
  twenty,
} from "./scenes.ts";

describe("the first word of a session", () => {
  test("brings the member home, whatever it is", () => {
    for (const text of ["hi", "cancel", "help", "20 USD"])
      play()
        .says(text)
        .hearsNothing()
        .calls("login")
        .answers({ profile })
        .hears("home.greeting", "home.menu")
        .reads("Good morning, Bob", "Secured: 2000.00 USD", "0 for you, 0 from you")
        .isAt("ready.home");
  });

  test("is not hurried by what follows before the login is answered", () => {
    const login = atFirstContact();
    for (const text of ["hi", "cancel", "help", "are you there?"])
      login.says(text).hearsNothing().callsNothing();
    login.shows("image").hearsNothing();
    login.atLast("login").answers({ profile }).hears("home.greeting", "home.menu");
  });

  test("shows zeros in the account's currency where credex-core names no balance", () => {
    const accounts = profile.accounts.map((account) => ({
      ...account,
      securedBalances: [],
      netAssets: "",
    }));
    atFirstContact()
      .answers({ profile: { ...profile, accounts } })
      .reads("Secured: 0.00 USD", "Net assets: 0.00 USD");
  });
});

describe("a login", () => {
  test.each(["away", "expired", "unknown"] as const)("that ends %s may be tried again", (how) => {
    const away = () => atFirstContact()[how]().hears("login.away").isAt("loginFailed.unreachable");
    away().taps("again").calls("login").answers({ profile }).hears("home.greeting", "home.menu");
    away().says("hi").calls("login");
    away().says("cancel").calls("login");
    away().says("what?").hears("unexpected").isAt("loginFailed.unreachable");
    away().shows("image").hears("media", "login.away").isAt("loginFailed.unreachable");
  });

  test("that credex-core refuses is reported with its reason, if there is one", () => {
    const refused = () => atFirstContact().refuses("not_allowed", "Member is suspended.");
    refused()
      .hears("login.refused")
      .reads("I couldn't bring up your accounts: Member is suspended. Please")
      .taps("again")
      .calls("login");
    refused().says("hi").calls("login");
    refused().says("cancel").calls("login");
    refused().shows("image").hears("media", "login.refused").callsNothing();
    atFirstContact().refuses("not_allowed").reads("your accounts. Please try again");
  });

  test("without a phone number is explained, and tried again at a greeting", () => {
    const anonymous = () =>
      play({ phone: undefined }).says("hi").calls("login").refuses("no_phone");
    anonymous().hears("login.anonymous").isAt("anonymous").says("hi").calls("login");
    anonymous().says("cancel").calls("login");
    anonymous().says("263771234567").hears("unexpected").callsNothing();
    anonymous().shows("image").hears("media").callsNothing();
  });
});

describe("someone new", () => {
  test("is asked again after whatever is no answer", () => {
    atWelcome().says("what is this?").hears("welcome.ask").says("cancel").hears("welcome.ask");
    atWelcome().shows("image").hears("media", "welcome.ask");
    atWelcome().says("hi").calls("login");
    atWelcome()
      .says(titleOf("welcome.ask", "register").toLowerCase())
      .hears("registration.firstname.ask");
    atWelcome().says("Yes please").hears("registration.firstname.ask");
  });

  test("who opened no account is looked up at their next word, whatever it is", () => {
    const resting = () => atWelcome().taps("register").says("cancel").isAt("idle");
    resting().says("hi").calls("login");
    resting().says("cancel").calls("login");
    resting().says("well").calls("login");
    resting().shows("image").calls("login");
  });

  test("may leave the form for home, or end it with an account", () => {
    atOpening().says("menu").calls("login");
    atOpening().says("cancel").calls("login");
    atOpening().answers({ profile }).hears("registration.done", "home.menu").isAt("ready.home");
  });
});

describe("at home", () => {
  test.each([
    ["tapping", () => atHome().taps("refresh")],
    ["typing its title", () => atHome().says(titleOf("home.menu", "refresh").toLowerCase())],
    ["typing its number", () => atHome().saysNumberOf("refresh")],
    ["greeting", () => atHome().says("Good morning!")],
  ])("refresh comes by %s", (_, refresh) => {
    refresh()
      .calls("getDashboard")
      .isAt("ready.refreshing")
      .answers(made)
      .hears("home.menu")
      .reads("1 from you");
  });

  test("the last known figures are shown as such when credex-core is unreachable", () => {
    atHome()
      .says("menu")
      .calls("getDashboard")
      .away()
      .hears("home.stale", "home.menu")
      .reads("2000.00 USD");
  });

  test("what comes during a refresh waits for it", () => {
    const refreshing = atHome().taps("refresh");
    for (const text of ["hi", "cancel", "well?"])
      refreshing.says(text).hearsNothing().callsNothing();
    refreshing.shows("image").hearsNothing().taps("refresh").hearsNothing();
    refreshing.atLast("getDashboard").answers({ profile }).hears("home.menu");
  });

  test("other words, a photo, help and cancel each get their answer", () => {
    atHome()
      .says("balance")
      .hears("unexpected", "home.menu")
      .shows("image")
      .hears("media", "home.menu")
      .says("?")
      .hears("help")
      .says("x")
      .hears("home.menu")
      .callsNothing();
  });

  test("an outdated button gets one reply, until the next choices are offered", () => {
    atHome()
      .says("cancel")
      .tapsOld("offer")
      .hears("outdated")
      .tapsOld("offer")
      .hearsNothing()
      .says("cancel")
      .tapsOld("offer")
      .hears("outdated")
      .isAt("ready.home");
  });

  test("a second tap says nothing new", () => {
    atHome().taps("offer").hears("offer.amount.ask").taps("offer").hearsNothing();
  });
});

test("offers that wait can be answered, and home follows; a refusal is reason to look again", () => {
  const waiting = pending("C-5", "5.00 USD");
  const seeing = () =>
    atFirstContact()
      .answers({ profile: profileOf({ pendingIn: [waiting] }) })
      .taps("incoming")
      .taps("credex=C-5")
      .taps("accept")
      .calls("acceptCredex", { accountID: bob.accountID, offers: [waiting] });
  seeing().answers({ profile }).hears("decision.accepted", "home.menu").reads("0 for you");
  seeing().refuses("refused").hears("decision.refused").calls("getDashboard");
});

test("an offer of one's own can be taken back, and home follows; a refusal is reason to look again", () => {
  const waiting = pending("C-5");
  const confirmed = () =>
    atFirstContact()
      .answers({ profile: profileOf({ pendingOut: [waiting] }) })
      .taps("outgoing")
      .taps("credex=C-5")
      .taps("confirm")
      .calls("cancelCredex", { accountID: bob.accountID, offers: [waiting] });
  confirmed().answers({ profile }).hears("decision.takenBack", "home.menu").reads("0 from you");
  confirmed().refuses("refused").hears("decision.refused").calls("getDashboard");
});

test("the ledger is read from home, and home follows", () => {
  atHome()
    .taps("ledger")
    .calls("getLedger", { accountID: bob.accountID, startRow: 0, numRows: 7 })
    .answers({ page: { rows: [], hasMore: false }, profile: made.profile })
    .hears("ledger.blank", "home.menu");
});

test("a member of two accounts may switch, and home shows the other", () => {
  const [first] = profile.accounts;
  const accounts = [first, { ...first, accountID: "A-2", accountHandle: "bobs_second" }];
  atFirstContact()
    .answers({ profile: { ...profile, accounts } })
    .taps("account")
    .taps("account=A-2")
    .hears("home.menu")
    .reads("@bobs_second");
});

test("a member with a daily limit may have it lifted, and home follows", () => {
  const limited = { ...profile, member: { ...profile.member, memberTier: 1 } };
  atFirstContact()
    .answers({ profile: limited })
    .taps("upgrade")
    .taps("confirm")
    .calls("hustler10k", { personalAccountID: bob.accountID })
    .answers({ profile })
    .hears("upgrade.done", "home.menu");
});

test("what is left of the day's limit is shown where there is one that can be read", () => {
  const limited = (remainingAvailableUSD: string) =>
    atFirstContact().answers({
      profile: { ...profile, member: { ...profile.member, remainingAvailableUSD } },
    });
  limited("30").reads("left to offer today: 30.00 USD");
  for (const odd of ["-1", "NaN"]) limited(odd).reads("Net assets: 2000.00 USD\n");
  atHome().says("cancel").reads("Net assets: 2000.00 USD\n");
});

test("a text from before the question gets a sentence and leaves the form open", () => {
  atHome().saysLate("1", "3 h").hears("late", "home.menu").isAt("ready.home");
  atAmount().saysLate("5", "3 h").hears("late", "offer.amount.ask").says("20");
});

test("too much at once gets one answer, and disturbs no form", () => {
  atHome().floods().hears("flood").taps("offer").hears("offer.amount.ask");
  atAmount().floods().hears("flood").says("20").hears("offer.recipient.ask");
  atConfirm()
    .floods()
    .hears("flood")
    .callsNothing()
    .taps("confirm")
    .calls("createCredex", {
      ...{ issuerAccountID: bob.accountID, receiver: thandi, amount: twenty },
    });
  atFirstContact().floods().hears("flood").callsNothing();
});

test("home and cancel bring the member home from a form, and help explains without disturbing it", () => {
  atAmount().says("home").calls("getDashboard").isAt("ready.refreshing");
  atAmount().says("cancel").hears("offer.cancelled", "home.menu").isAt("ready.home");
  atAmount().says("help").hears("help").says("20").hears("offer.recipient.ask");
});

describe("a quick command", () => {
  const command = "20=>thandi_tailor";

  test.each([
    ["home", atHome],
    ["a refresh", () => atHome().taps("refresh")],
    ["the ledger", () => atHome().taps("ledger")],
  ])("at %s opens the offer form", (_, at) => {
    foundThandi(at().says(command).hearsNothing()).hears("offer.confirm.ask");
  });

  test("at the offer form opens it anew, and says that nothing of the first was sent", () => {
    const second = atConfirm("5").says(command).hears("offer.cancelled");
    foundThandi(second).hears("offer.confirm.ask").reads("20.00 USD");
  });

  test.each([
    ["of a session", () => play().says(command).hearsNothing()],
    ["after a session", () => atAmount().sessionEnds().says(command).hears("session.over")],
    ["after an edit", () => atAmount().machineIsEdited().says(command).hears("machine.edited")],
  ])("as the first word %s logs in, and opens the form", (_, begin) => {
    const login = begin().calls("login");
    foundThandi(login.answers({ profile }).hearsNothing()).hears("offer.confirm.ask");
    login.says("cancel").taps("offer").hears("offer.amount.ask");
  });

  test("during a login waits for it; the last one counts", () => {
    const login = atFirstContact().says("5=>moyo_motors").says(command).callsNothing();
    foundThandi(login.atLast("login").answers({ profile })).reads("20.00 USD", "Thandi Tailor");
  });

  test("is kept while the login is tried again, and dropped at a greeting", () => {
    for (const how of ["away", "refuses"] as const) {
      const fails = () => play().says(command).calls("login")[how]("not_allowed");
      foundThandi(fails().taps("again").calls("login").answers({ profile }));
      for (const word of ["hi", "cancel"])
        fails().says(word).calls("login").answers({ profile }).hears("home.greeting", "home.menu");
    }
  });

  test("of someone new is welcomed, and is over with that", () => {
    const welcome = () => play().says(command).calls("login").refuses("member_not_found");
    welcome().hears("welcome.ask").says(command).calls("login");
    welcome().says("hi").calls("login").answers({ profile }).hears("home.greeting", "home.menu");
  });

  test("of a member without a number is over with that as well", () => {
    play({ phone: undefined })
      .says(command)
      .calls("login")
      .refuses("no_phone")
      .hears("login.anonymous")
      .says("hi")
      .calls("login")
      .answers({ profile })
      .hears("home.greeting", "home.menu");
  });

  test("leaves registration for a login", () => {
    atWelcome().taps("register").says(command).calls("login");
  });

  test("is over when its form is", () => {
    foundThandi(atHome().says(command)).says("cancel").taps("offer").hears("offer.amount.ask");
  });

  test("does not come by other words with an arrow in them", () => {
    atHome().says("go -> there -> and back").hears("unexpected", "home.menu");
  });
});

test("being idle at home tells nobody anything", () => {
  atHome().waits("60 min").hearsNothing().isAt("ready.home");
});

describe("the language form", () => {
  const choose = (play: Play) =>
    play.taps("locale=nd").calls("keepLanguage", { locale: "nd" }).answers({});

  test("brings the member home from where they opened it: home itself, or a form that they left", () => {
    choose(atHome().taps("language")).hears("language.kept", "home.menu").isAt("ready.home");
    choose(atAmount().says("ulimi")).hears("language.kept", "home.menu").isAt("ready.home");
  });

  test("of somebody who is not known yet leads to the login", () => {
    choose(atWelcome().taps("language")).hears("language.kept").calls("login").isAt("login");
    choose(atFirstContact().away().says("ulimi")).calls("login").isAt("login");
    atWelcome().taps("language").says("menu").calls("login").isAt("login");
  });
});

describe("a money call that ends after its form was left", () => {
  const left = () => atSending().says("menu").hears("offer.underway", "home.menu");

  test("is reported at home, and home shows what it changed", () => {
    left()
      .atLast("createCredex")
      .answers(made)
      .hears("late.offer.done")
      .reads("*20.00 USD* to *Thandi Tailor* was sent", "C-1")
      .isAt("ready.home")
      .says("cancel")
      .reads("1 from you");
  });

  test.each([
    ["away", (late: Play) => late.away()],
    ["expired", (late: Play) => late.expired()],
    ["refused", (late: Play) => late.refuses("limit", "Limit")],
  ])("as %s is reported as not made", (_, end) => {
    end(left().atLast("createCredex"))
      .hears("late.offer.failed")
      .reads("was not made. Nothing was sent.")
      .isAt("ready.home");
  });

  test("without an answer is reported as unconfirmed", () => {
    left()
      .atLast("createCredex")
      .unknown()
      .hears("late.offer.unknown")
      .reads("not confirmed yet", "may have gone through", "I'm checking")
      .unconfirmed()
      .hears("late.offer.unconfirmed");
  });

  test.each([
    ["late.offer.done", (late: Play) => late.answers(made)],
    ["late.offer.failed", (late: Play) => late.away()],
    ["late.offer.failed", (late: Play) => late.paused()],
    ["late.offer.failed", (late: Play) => late.unsettled()],
    ["late.offer.unknown", (late: Play) => late.unknown()],
  ] as const)("is reported as %s without disturbing another offer", (key, end) => {
    end(left().taps("offer").says("5").atLast("createCredex"))
      .hears(key)
      .isAt("ready.offer/filling.recipient")
      .says("thandi_tailor")
      .reaches("getAccountByHandle")
      .calls("getAccountByHandle", { handle: "thandi_tailor" });
    end(confirmOf(left().taps("offer")).atLast("createCredex"))
      .hears(key)
      .taps("confirm")
      .calls("createCredex", { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty });
  });

  test("is reported during a login, and without a session", () => {
    atSending()
      .sessionEnds()
      .says("hi")
      .hears("session.over")
      .atLast("createCredex")
      .answers(made)
      .hears("late.offer.done")
      .isAt("login");
    const forgotten = () => atSending().recordExpires().atLast("createCredex");
    forgotten().answers(made).hears("late.offer.done").callsNothing();
    forgotten().away().hears("late.offer.failed").callsNothing();
    forgotten().unknown().hears("late.offer.unknown").callsNothing();
  });
});

describe("what another has done to an offer", () => {
  const told = (what: string, secured = true): NotificationPayload => ({
    type: `notice.${what}`,
    offer: { ...pending("C-5"), secured },
    account: bob.accountName,
  });

  test.each([
    [told("created"), "*Thandi Tailor* offers Bob Bakery *20.00 USD*, secured: the money is set"],
    [told("created", false), "unsecured: a promise to pay later.\nTo answer, write *offers*."],
    [{ ...told("created"), account: "none" }, "*Thandi Tailor* offers you *20.00 USD*"],
    [told("accepted"), "*Thandi Tailor* accepted your offer of *20.00 USD*."],
    [told("declined"), "*Thandi Tailor* declined your offer of *20.00 USD*. Nothing was paid."],
    [told("cancelled"), "*Thandi Tailor* took back their offer of *20.00 USD*."],
    [{ type: "notice.many" } as const, "more updates on your offers"],
  ])("is reported at home, in a form and during a login: %j", (news, words) => {
    const key = news.type as Reply["key"];
    atHome().isNotifiedOf(news).hears(key).reads(words).isAt("ready.home").taps("offer");
    atConfirm()
      .isNotifiedOf(news)
      .hears(key)
      .callsNothing()
      .isAt("ready.offer/filling.confirm")
      .taps("confirm")
      .calls("createCredex", { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty });
    atFirstContact()
      .isNotifiedOf(news)
      .hears(key)
      .atLast("login")
      .answers({ profile })
      .isAt("ready.home");
  });

  test("is reported without a session, and opens none", () => {
    const asleep = () => atConfirm().recordExpires().isNotifiedOf(told("accepted"));
    asleep().hears("notice.accepted").callsNothing();
    asleep().taps("confirm").hears("session.over");
    atHome().sessionEnds().isNotifiedOf(told("created")).hears("notice.created").callsNothing();
  });

  test("is reported although the machine was edited", () => {
    atConfirm()
      .machineIsEdited()
      .isNotifiedOf(told("created"))
      .hears("machine.edited", "notice.created");
  });

  test("is dropped when it throws, and the open question continues", () => {
    atAmount()
      .breaks()
      .isNotifiedOf(told("created"))
      .hearsNothing()
      .says("20")
      .hears("offer.recipient.ask");
  });

  test("gives a form no time", () => {
    atAmount()
      .waits("3 min")
      .isNotifiedOf(told("created"))
      .waits("1 min")
      .hears("offer.expired", "home.menu");
  });
});

describe("STOP", () => {
  test.each(["stop", "STOP!", "Unsubscribe", "mirai", "yima"])(
    "is kept and told, at home and where the member was: %s",
    (word) => {
      atHome().says(word).hears("notice.stopped").wantsNotices("off").isAt("ready.home");
      atFirstContact().says(word).hears("notice.stopped").wantsNotices("off").isAt("login");
      atWelcome().says(word).hears("notice.stopped").wantsNotices("off").isAt("welcome");
    },
  );

  test("ends a form as well, and a call that was sent continues", () => {
    atConfirm()
      .says("stop")
      .hears("notice.stopped", "offer.cancelled", "home.menu")
      .wantsNotices("off")
      .callsNothing();
    atSending()
      .says("stop")
      .hears("notice.stopped", "offer.underway", "home.menu")
      .atLast("createCredex")
      .answers(made)
      .hears("late.offer.done");
  });

  test("without a session gets a reply, and opens none", () => {
    for (const asleep of [atHome().recordExpires(), atHome().sessionEnds()])
      asleep.says("stop").hears("notice.stopped").wantsNotices("off").callsNothing();
    play().says("stop").hears("notice.stopped").wantsNotices("off").callsNothing();
  });

  test("may be the text of a button that we did not send", () => {
    atHome().tapsForeign("Stop").hears("notice.stopped").wantsNotices("off");
    play().tapsForeign("Stop").hears("notice.stopped").callsNothing();
  });

  test("is taken back by START, once; then that is a greeting again", () => {
    atHome()
      .says("stop")
      .says("START")
      .hears("notice.started")
      .wantsNotices("on")
      .callsNothing()
      .says("start")
      .calls("getDashboard");
    const asleep = () => atHome().says("stop").recordExpires();
    asleep().says("start").hears("notice.started").wantsNotices("on").calls("login");
    asleep().says("hi").hearsNothing().wantsNotices("off").calls("login");
  });
});

describe("the word *offers*", () => {
  const waiting = profileOf({ pendingIn: [pending("C-5", "5.00 USD")] });

  test("leads from anywhere to the offers that wait, as they stand now", () => {
    for (const play of [atHome(), atAmount(), atHome().taps("refresh")])
      play
        .says("Offers!")
        .calls("getDashboard")
        .answers({ profile: waiting })
        .hears("incoming.pick.ask")
        .isAt("ready.incomingOffers/choosing.picking")
        .says("menu")
        .calls("getDashboard")
        .answers({ profile: waiting })
        .hears("home.menu");
  });

  test("leads there as the first word of a session as well, and during a login", () => {
    const asleep = () => atHome().recordExpires().says("offers");
    asleep()
      .calls("login")
      .answers({ profile: waiting })
      .hears("home.greeting", "incoming.pick.ask")
      .says("cancel")
      .hears("decision.cancelled", "home.menu")
      .taps("refresh")
      .calls("getDashboard")
      .answers({ profile: waiting })
      .hears("home.menu");
    asleep().calls("login").answers({ profile }).hears("home.greeting", "home.menu");
    atFirstContact()
      .says("offers")
      .hearsNothing()
      .atLast("login")
      .answers({ profile: waiting })
      .hears("home.greeting", "incoming.pick.ask");
  });

  test("brings the member home where no offer is pending, or the offers cannot be loaded", () => {
    atHome().says("offers").calls("getDashboard").answers({ profile }).hears("home.menu");
    atHome()
      .says("offers")
      .calls("getDashboard")
      .away()
      .hears("home.stale", "home.menu")
      .taps("refresh")
      .calls("getDashboard")
      .answers({ profile: waiting })
      .hears("home.menu");
  });
});

describe("a session that could not continue", () => {
  test("because it is over is reported as such, and a new one begins", () => {
    atAmount()
      .sessionEnds()
      .says("20")
      .hears("session.over")
      .calls("login")
      .answers({ profile })
      .hears("home.greeting", "home.menu");
  });

  test("because its record expired is reported as over to a member who taps an old button", () => {
    atConfirm().recordExpires().taps("confirm").hears("session.over").calls("login");
    atConfirm().recordExpires().says("hi").hearsNothing().calls("login");
  });

  test("because the machine was edited never says that nothing was sent", () => {
    atSending()
      .machineIsEdited()
      .says("and?")
      .hears("machine.edited")
      .reads("check whether it is done already")
      .calls("login")
      .answers({ profile })
      .hears("home.greeting", "home.menu");
    atSending()
      .machineIsEdited()
      .atLast("createCredex")
      .answers(made)
      .hears("machine.edited", "late.offer.done");
  });

  test("because a turn threw is reported as such, with the outcome of a money call", () => {
    atAmount().breaks().says("20").hears("trouble").calls("login").isAt("login");
    atSending()
      .breaks()
      .atLast("createCredex")
      .answers(made)
      .hears("trouble.resting", "late.offer.done");
  });

  test("because an answer or a timer threw starts no call, since that could repeat for ever", () => {
    atFirstContact()
      .breaks()
      .answers({ profile })
      .hears("trouble.resting")
      .callsNothing()
      .isAt("idle")
      .says("hello?")
      .calls("login");
    atSending().breaksTwice().answers(made).hears("trouble.money").callsNothing().isAt("idle");
    atAmount().breaks().waits("4 min").hears("trouble.resting").callsNothing().isAt("idle");
  });
});

describe("back, where there is no step to go back", () => {
  test.each(["back", "dzokera", "emuva"])("at home and at the welcome (%s) asks again", (word) => {
    atHome().says(word).hears("home.menu").isAt("ready.home");
    atWelcome().says(word).hears("welcome.ask").isAt("welcome");
  });

  test("where a login failed tries it again", () => {
    atFirstContact().away().says("back").calls("login");
    atFirstContact().refuses("not_allowed").says("back").calls("login");
    atFirstContact().refuses("no_phone").says("back").calls("login");
  });
});
