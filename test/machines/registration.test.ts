import { describe, expect, test } from "vitest";
import { createActor } from "xstate";
import { registration } from "../../machines/registration.ts";
import type { Play } from "../support/play.ts";
import { titleOf } from "../support/titles.ts";
import { atDenomination, atOpening, atSummary, atWelcome, profile } from "./scenes.ts";

const atFirstname = () =>
  atWelcome().taps("register").isAt("registration/filling.naming.firstname");
const atLastname = () => atFirstname().says("Tariro").isAt("registration/filling.naming.lastname");

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
    .hears("registration.confirm.ask")
    .reads("*Tariro*", "*Moyo-Ncube*", "*ZWG*")
    .callsNothing()
    .taps("open")
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
      .hears("registration.denomination.invalid", "registration.denomination.ask")
      .shows("image")
      .hears("media", "registration.denomination.ask")
      .callsNothing();
  });

  test.each([
    ["its title", "zwg"],
    ["its number", "2"],
    ["its number", "*2.*"],
    ["its number", "2️⃣"],
    ["its code", "“ZWG”."],
    ["its name", "ZiG"],
    ["its name", "zig."],
    ["its name", "Zimbabwe Gold"],
    ["its name", "mazig 👍"],
  ])("takes a currency by %s, %j", (_, text) => {
    atDenomination().says(text).hears("registration.confirm.ask").reads("*ZWG*");
  });

  test.each([
    ["US$", "USD"],
    ["us dollars", "USD"],
    ["$", "USD"],
    ["dollars", "USD"],
    ["madhora", "USD"],
    ["C$", "CAD"],
    ["Canadian dollars", "CAD"],
    ["5", "XAU"],
  ])("takes the currency %j as %s, and shows it before the account is opened", (text, code) => {
    atDenomination().says(text).hears("registration.confirm.ask").reads(`*${code}*`).callsNothing();
  });

  test("asks for the currency again where its title quotes an older message", () => {
    atDenomination()
      .quotes(titleOf("registration.denomination.ask", "denomination=ZWG"))
      .hears("registration.denomination.ask")
      .callsNothing();
  });

  test.each(["Rand", "R", "bond", "6", "0", "12", "20 USD", "yes", "USD or ZiG"])(
    "says which currencies there are where %j is none",
    (text) => {
      atDenomination()
        .says(text)
        .hears("registration.denomination.invalid", "registration.denomination.ask")
        .reads("*USD*", "*ZiG*")
        .isAt("registration/filling.denomination");
    },
  );

  test.each([
    ["first name", atFirstname],
    ["last name", atLastname],
    ["currency", atDenomination],
    ["summary", atSummary],
    ["correction", () => atSummary().taps("correct")],
    ["question about a first name", () => atFirstname().says("no thanks")],
    ["question about a last name", () => atLastname().says("no thanks")],
  ])("is dropped at the %s by cancel, by home, and by four quiet minutes", (_, at) => {
    at().says("cancel").hears("registration.cancelled").callsNothing().isAt("idle");
    at().says("menu").hears("registration.cancelled").calls("login").isAt("login");
    at().waits("239 s").hearsNothing().waits("1 s").hears("registration.expired").isAt("idle");
  });

  test("gives four minutes from each answer, be it right or wrong", () => {
    atFirstname()
      .waits("3 min")
      .says("T")
      .waits("3 min")
      .says("Tariro")
      .waits("3 min")
      .hearsNothing()
      .isAt("registration/filling.naming.lastname");
  });
});

describe("while the account is being opened", () => {
  test("what is written or shown changes nothing, nor does a second tap", () => {
    atOpening()
      .says("hurry")
      .hearsNothing()
      .shows("image")
      .hearsNothing()
      .taps("open")
      .hearsNothing()
      .callsNothing()
      .atLast("onboardMember")
      .answers({ profile })
      .hears("registration.done", "home.menu");
  });

  test.each(["menu", "cancel"])(
    "%s starts a login, which shows whether the account was opened",
    (text) => {
      const gone = () => atOpening().says(text).hearsNothing().calls("login");
      gone().answers({ profile }).hears("home.greeting", "home.menu");
      gone()
        .atLast("onboardMember")
        .answers({ profile })
        .hearsNothing()
        .atLast("login")
        .refuses("member_not_found")
        .hears("welcome.ask");
    },
  );
});

describe("an account that was not opened", () => {
  test("is reported with credex-core's reason, if it gave one", () => {
    atOpening()
      .refuses("member_exists", "Phone already in use.")
      .hears("registration.refused")
      .reads("I couldn't open your account: Phone already in use. Write *hi*")
      .isAt("idle")
      .says("hi")
      .calls("login");
    atOpening().refuses("refused").reads("I couldn't open your account. Write *hi*");
  });

  test.each(["away", "expired"] as const)("because of %s may be tried again as it was", (how) => {
    atOpening()
      [how]()
      .hears("registration.away")
      .reads("not open yet")
      .isAt("registration/filling.unreachable")
      .taps("again")
      .calls("onboardMember", { firstname: "Tariro", lastname: "Moyo", defaultDenom: "ZWG" })
      .answers({ profile })
      .hears("registration.done", "home.menu");
  });

  test("may be left: by button, by word, by going home, by four quiet minutes", () => {
    const away = () => atOpening().away();
    away().taps("cancel").hears("registration.cancelled").isAt("idle");
    away().says("cancel").hears("registration.cancelled");
    away().says("hi").hears("registration.cancelled").calls("login");
    away().says("back").hears("registration.confirm.ask").isAt("registration/filling.summary");
    away().says("20=>bob_bakery").hears("registration.cancelled").calls("login");
    away().says("language").hears("registration.cancelled", "language.ask");
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
      .isAt("idle")
      .says("hi")
      .calls("login")
      .answers({ profile })
      .hears("home.greeting", "home.menu");
  });

  test("is reconciled without interruption", () => {
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
  atSummary()
    .says("back")
    .hears("registration.denomination.ask")
    .says("back")
    .hears("registration.lastname.ask")
    .says("back")
    .hears("registration.firstname.ask")
    .says("back")
    .hears("registration.cancelled")
    .callsNothing();
});

describe("a name that is refused", () => {
  test.each([
    ["Jo", "too short"],
    ["a".repeat(51), "too long"],
    ["M0yo", "no digits"],
    ["Tariro 😊", "no emoji"],
    ["Ta/riro", "can't have / in it"],
    ["Ваkеrу", "one alphabet"],
    ["VimbisoPay", "only VimbisoPay itself"],
  ])("%s hears why, with an example", (text, why) => {
    atFirstname().says(text).hears("registration.name.invalid", "registration.firstname.ask");
    atFirstname().says(text).reads(why, "*Moyo-Ncube*");
    atLastname().says(text).reads(why, "*Moyo-Ncube*");
  });

  test("may be refused for what it is with the other name", () => {
    const atPay = atFirstname().says("Vim");
    atPay.says("Bisopay").hears("registration.name.invalid", "registration.lastname.ask");
  });
});

describe("a text that may be no name", () => {
  const doubts = [
    ["first", atFirstname, "registration.firstname", "lastname"],
    ["last", atLastname, "registration.lastname", "denomination"],
  ] as const;

  test.each(doubts)("is asked about where the %s name is asked for", (_, at, key, next) => {
    const atDoubt = () => at().says("no thanks").hears(`${key}.confirm`).reads("*no thanks*");
    atDoubt().taps("yes").hears(`registration.${next}.ask`);
    atDoubt().says("hongu").hears(`registration.${next}.ask`);
    atDoubt().says("No thanks").hears(`${key}.confirm`);
    atDoubt().says("no thanks").hears(`registration.${next}.ask`);
    atDoubt().taps("no").hears("registration.name.again", `${key}.ask`);
    atDoubt().says("kwete").hears("registration.name.again", `${key}.ask`);
    atDoubt().says("back").hears(`${key}.ask`);
    atDoubt().says("Rudo").hears(`registration.${next}.ask`);
    atDoubt().says("M0yo").hears("registration.name.invalid", `${key}.ask`);
    atDoubt().shows("image").hears("media", `${key}.confirm`);
  });

  const words = ["Masikati", "Ndebele", "Home", "Start", "Hello", "Shure", "Misa", "Regedza"];
  test.each([...words, "Mirai", "Yima", "Stop", "Offers"])(
    "%s is a name, which is asked about because it is a command as well",
    (text) => {
      const member = createActor(registration);
      const at = 0;
      const filling = () => member.getSnapshot().value;
      member.start();
      member.send({ type: "text", text, command: "home", at });
      expect(filling()).toEqual({ filling: "doubt" });
      member.send({ type: "choice.yes", at });
      member.send({ type: "text", text, command: "home", at });
      expect(filling()).toEqual({ filling: "doubt" });
      member.send({ type: "text", text, command: "home", at });
      expect(filling()).toEqual({ filling: "denomination" });
      expect(member.getSnapshot().context).toMatchObject({ firstname: text, lastname: text });
      member.stop();
    },
  );
});

describe("yes and no", () => {
  const opened = { firstname: "Tariro", lastname: "Moyo", defaultDenom: "ZWG" };

  test.each(["Yes", "yes please!", "Ehe", "Yebo.", "ok"])(
    "%s opens the form, and the account",
    (yes) => {
      atWelcome().says(yes).hears("registration.firstname.ask");
      atSummary().says(yes).calls("onboardMember", opened);
    },
  );

  test.each(["No", "no, thanks", "Kwete", "Hatshi!"])("%s opens nothing", (no) => {
    atWelcome().says(no).hears("welcome.ask").callsNothing().isAt("welcome");
    atSummary().says(no).hears("registration.correct.ask").callsNothing();
  });

  test("mean nothing where they quote an older message, or were written before the question", () => {
    for (const word of ["yes", "no"]) {
      atSummary().quotes(word).hears("registration.confirm.ask").callsNothing();
      atSummary().saysLate(word, "1 min").hears("late", "registration.confirm.ask").callsNothing();
    }
  });
});

describe("the summary", () => {
  const atCorrection = () => atSummary().taps("correct").hears("registration.correct.ask");

  test("leads to the one answer that is wrong, and back", () => {
    atCorrection()
      .taps("firstname")
      .hears("registration.firstname.ask")
      .says("My name is Rudo")
      .hears("registration.confirm.ask")
      .reads("*Rudo*", "*Moyo*", "*ZWG*");
    atCorrection()
      .taps("lastname")
      .hears("registration.lastname.ask")
      .says("Dube")
      .reads("*Tariro*", "*Dube*", "*ZWG*");
    atCorrection()
      .taps("denomination")
      .hears("registration.denomination.ask")
      .taps("denomination=CAD")
      .reads("*Tariro*", "*Moyo*", "*CAD*")
      .taps("open")
      .calls("onboardMember", { firstname: "Tariro", lastname: "Moyo", defaultDenom: "CAD" });
  });

  test.each(["firstname", "lastname", "denomination"])(
    "is there again after back from %s",
    (what) => {
      atCorrection().taps(what).says("back").hears("registration.confirm.ask");
    },
  );

  test("shows a sentence that was taken for a name before anything is opened", () => {
    atFirstname()
      .says("Tariro of Mbare")
      .says("Moyo")
      .taps("denomination=USD")
      .reads("*Tariro of Mbare*")
      .callsNothing();
  });

  test("asks again after what it does not understand, and is left by back", () => {
    atSummary().says("what?").hears("registration.confirm.ask").callsNothing();
    atSummary().shows("image").hears("media", "registration.confirm.ask").callsNothing();
    atCorrection().says("what?").hears("registration.correct.ask");
    atCorrection().shows("image").hears("media", "registration.correct.ask");
    atCorrection().says("back").hears("registration.confirm.ask");
  });

  test.each(["language", "20=>bob_bakery"])(
    "is left by %s, and hears that nothing was opened",
    (text) => {
      const left = text === "language" ? ["language.ask" as const] : [];
      atSummary()
        .says(text)
        .hears("registration.cancelled", ...left);
    },
  );
});
