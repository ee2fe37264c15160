import { describe, expect, test } from "vitest";
import { registration } from "../../machines/registration.ts";
import type { Play } from "../support/play.ts";
import { atDenomination, atOpening, atWelcome, profile } from "./scenes.ts";
import { follow } from "./walked.ts";

const walked = follow(registration);

const atFirstname = () => atWelcome().taps("register").isAt("registering/filling.firstname");
const atLastname = () => atFirstname().says("Tariro").isAt("registering/filling.lastname");

test("someone new opens an account, and is at home", () => {
  atWelcome()
    .hears("welcome.ask")
    .taps("register")
    .hears("registration.firstname.ask")
    .says("Tariro")
    .hears("registration.lastname.ask")
    .reads("Tariro")
    .says("Moyo-Ncube")
    .hears("registration.denomination.ask")
    .taps("denomination=ZWG")
    .hearsNothing()
    .calls("onboardMember", { firstname: "Tariro", lastname: "Moyo-Ncube", defaultDenom: "ZWG" })
    .answers({ profile })
    .hears("registration.done", "home.menu")
    .reads("*Bob Bakery* (@bob_bakery)")
    .isAt("ready.home");
});

describe("the form", () => {
  test("asks again for what is no name, or a photo", () => {
    atFirstname()
      .says("Jo")
      .hears("registration.name.invalid", "registration.firstname.ask")
      .shows("image")
      .hears("media", "registration.firstname.ask");
    atLastname()
      .says("M0y0")
      .hears("registration.name.invalid", "registration.lastname.ask")
      .shows("image")
      .hears("media", "registration.lastname.ask");
  });

  test("asks again for a currency that is not there, or a photo", () => {
    atDenomination()
      .says("KES")
      .hears("registration.denomination.ask")
      .shows("image")
      .hears("media", "registration.denomination.ask")
      .callsNothing();
  });

  test.each([
    ["its title", "zwg"],
    ["its number", "2"],
  ])("takes a currency by %s", (_, text) => {
    atDenomination().says(text).calls("onboardMember", {
      firstname: "Tariro",
      lastname: "Moyo",
      defaultDenom: "ZWG",
    });
  });

  test.each([
    ["first name", atFirstname],
    ["last name", atLastname],
    ["currency", atDenomination],
  ])("is dropped at the %s by cancel, by home, and by four quiet minutes", (_, at) => {
    at().says("cancel").hears("registration.cancelled").callsNothing().isAt("resting");
    at().says("menu").hearsNothing().calls("login").isAt("login");
    at().waits("239 s").hearsNothing().waits("1 s").hears("registration.expired").isAt("resting");
  });

  test("gives four minutes from each answer, be it right or wrong", () => {
    atFirstname()
      .waits("3 min")
      .says("T")
      .waits("3 min")
      .says("Tariro")
      .waits("3 min")
      .hearsNothing()
      .isAt("registering/filling.lastname");
  });
});

describe("while the account is being opened", () => {
  test("what is written or shown changes nothing, nor does a second tap", () => {
    atOpening()
      .says("hurry")
      .hearsNothing()
      .shows("image")
      .hearsNothing()
      .taps("denomination=ZWG")
      .hearsNothing()
      .callsNothing()
      .atLast("onboardMember")
      .answers({ profile })
      .hears("registration.done", "home.menu");
  });

  test.each(["menu", "cancel"])("%s leads to a login, which shows what became of it", (text) => {
    const gone = () => atOpening().says(text).hearsNothing().calls("login");
    gone().answers({ profile }).hears("home.greeting", "home.menu");
    gone()
      .atLast("onboardMember")
      .answers({ profile })
      .hearsNothing()
      .atLast("login")
      .refuses("member_not_found")
      .hears("welcome.ask");
  });
});

describe("an account that was not opened", () => {
  test("is told with credex-core's reason, if it gave one", () => {
    atOpening()
      .refuses("member_exists", "Phone already in use.")
      .hears("registration.refused")
      .reads("I couldn't open your account: Phone already in use. Write *hi*")
      .isAt("resting")
      .says("hi")
      .calls("login");
    atOpening().refuses("refused").reads("I couldn't open your account. Write *hi*");
  });

  test.each(["away", "expired"] as const)("because of %s may be tried again as it was", (how) => {
    atOpening()
      [how]()
      .hears("registration.away")
      .reads("not open yet")
      .isAt("registering/away")
      .taps("again")
      .calls("onboardMember", { firstname: "Tariro", lastname: "Moyo", defaultDenom: "ZWG" })
      .answers({ profile })
      .hears("registration.done", "home.menu");
  });

  test("may be left: by button, by word, by going home, by four quiet minutes", () => {
    const away = () => atOpening().away();
    away().taps("cancel").hears("registration.cancelled").isAt("resting");
    away().says("cancel").hears("registration.cancelled");
    away().says("hi").calls("login");
    away().waits("4 min").hears("registration.expired").reads("No account was opened");
  });
});

describe("an account that may have been opened", () => {
  const atUnknown = () => atOpening().unknown().hears("registration.unknown").calls("login");

  test("is open when a login finds it", () => {
    atUnknown().answers({ profile }).hears("registration.done", "home.menu");
  });

  test.each([
    ["finds nobody yet", (login: Play) => login.refuses("member_not_found")],
    ["gets no answer", (login: Play) => login.away()],
  ])("is not said to be closed when a login %s", (_, end) => {
    end(atUnknown())
      .hears("registration.unconfirmed")
      .reads("can't tell yet")
      .isAt("resting")
      .says("hi")
      .calls("login")
      .answers({ profile })
      .hears("home.greeting", "home.menu");
  });

  test("is looked for in peace", () => {
    atUnknown()
      .says("well?")
      .hearsNothing()
      .shows("image")
      .hearsNothing()
      .atLast("login")
      .answers({ profile })
      .hears("registration.done", "home.menu");
    atUnknown().says("cancel").hearsNothing().calls("login").isAt("login");
  });
});

test("back leads one question back, and from the first one out of the form", () => {
  atDenomination()
    .says("back")
    .hears("registration.lastname.ask")
    .says("back")
    .hears("registration.firstname.ask")
    .says("back")
    .hears("registration.cancelled")
    .callsNothing();
});

/** Looks back at all of the above. */
test("every state and transition of the form is walked", () => {
  expect(walked.unwalked()).toEqual([]);
});
