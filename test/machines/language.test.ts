import { expect, test } from "vitest";
import { root } from "../../machines/root.ts";
import { startMachine } from "../../src/conversation/machine/machine-runner.ts";
import { play } from "../support/play.ts";
import { titleOf } from "../support/titles.ts";
import {
  atAmount,
  atConfirm,
  atFirstContact,
  atHome,
  atOpening,
  atWelcome,
  made,
  profile,
} from "./scenes.ts";

const atPicking = () =>
  atHome().taps("language").hears("language.ask").isAt("ready.languageForm/choosing.picking");
const atKeeping = () =>
  atPicking()
    .taps("locale=sn")
    .calls("keepLanguage", { locale: "sn" })
    .isAt("ready.languageForm/keeping");

test("a member who picks Shona hears all that follows in Shona, from the next word on", () => {
  atKeeping()
    .answers({})
    .hears("language.kept", "home.menu")
    .reads("Zvakanaka, totaura neChiShona", "Mungada kuita chii?")
    .taps("offer")
    .reads("Mungada kuvimbisa marii?")
    .says("emuva")
    .says("hi")
    .calls("getDashboard")
    .away()
    .reads("Handisi kukwanisa");
});

test("a language can be written as well as tapped", () => {
  atPicking()
    .says(titleOf("language.ask", "locale=nd").toLowerCase())
    .calls("keepLanguage", { locale: "nd" });
});

test("the session after that speaks the contact's language, whatever it ended in", () => {
  atHome()
    .speaks("nd")
    .sessionEnds()
    .says("hi")
    .reads("Isikhathi senu siphelile")
    .calls("login")
    .answers({ profile })
    .reads("Livukile", "Lingathanda ukwenzani?");
});

test.each(["shona", "isiNdebele", "English", "mutauro", "ulimi", "language"])(
  "%s leads to the languages from anywhere",
  (word) => {
    atHome().says(word).hears("language.ask").isAt("ready.languageForm/choosing.picking");
    atAmount().says(word).hears("offer.cancelled", "language.ask").callsNothing();
    atConfirm().says(word).hears("offer.cancelled", "language.ask").callsNothing();
    atWelcome().says(word).hears("language.ask").isAt("languageForm/choosing.picking");
    atOpening().says(word).hears("language.ask").isAt("languageForm/choosing.picking");
    atFirstContact().away().says(word).hears("language.ask").isAt("languageForm/choosing.picking");
  },
);

test("who is new chooses at the welcome, and is welcomed in that language", () => {
  atWelcome()
    .taps("language")
    .hears("language.ask")
    .taps("locale=nd")
    .calls("keepLanguage", { locale: "nd" })
    .answers({})
    .hears("language.kept")
    .reads("ngesiNdebele")
    .calls("login")
    .refuses("member_not_found")
    .hears("welcome.ask")
    .reads("Siyalamukela kuVimbisoPay!");
});

test("whose first word is a language is asked for it before anything else", () => {
  play()
    .says("Chishona")
    .hears("language.ask")
    .taps("locale=sn")
    .calls("keepLanguage", { locale: "sn" })
    .answers({})
    .calls("login")
    .answers({ profile })
    .reads("Mangwanani, Bob", "Mungada kuita chii?");
});

test("greetings are answered whatever language is spoken", () => {
  for (const word of ["mhoro", "sawubona", "Salibonani"])
    atHome().says(word).calls("getDashboard").answers({ profile }).hears("home.menu");
});

test("nothing else is heard while the choice is written down", () => {
  const at = atKeeping();
  for (const word of ["menu", "cancel", "back", "shona", "what?"]) at.says(word).hearsNothing();
  at.shows("image").hearsNothing().callsNothing().answers({}).hears("language.kept", "home.menu");
});

test("a choice that could not be written down changes nothing, and may be tried again", () => {
  const away = () => atKeeping().away().hears("language.away").reads("I couldn't keep");
  away().taps("again").calls("keepLanguage", { locale: "sn" }).answers({}).reads("ChiShona");
  away().taps("cancel").hears("language.cancelled", "home.menu");
  away().says("cancel").hears("language.cancelled", "home.menu");
  away().says("back").hears("language.ask");
  away().waits("239 s").hearsNothing().waits("1 s").hears("language.expired", "home.menu");
});

test("a member who does not choose keeps their language", () => {
  atPicking().says("cancel").hears("language.cancelled", "home.menu").reads("we go on in English");
  atPicking().says("back").hears("language.cancelled", "home.menu");
  atPicking()
    .says("menu")
    .hears("language.cancelled")
    .calls("getDashboard")
    .answers({ profile })
    .hears("home.menu");
  atPicking().says("shona").hears("language.ask");
  atPicking().says("what?").hears("language.ask").shows("image").hears("media", "language.ask");
  atPicking().waits("239 s").hearsNothing().waits("1 s").hears("language.expired", "home.menu");
  atWelcome().taps("language").says("menu").calls("login").isAt("login");
});

test("the outcome of a pending money call is reported in the language that was chosen meanwhile", () => {
  atConfirm()
    .taps("confirm")
    .says("menu")
    .hears("offer.underway", "home.menu")
    .says("shona")
    .taps("locale=sn")
    .calls("keepLanguage", { locale: "sn" })
    .answers({})
    .atLast("createCredex")
    .answers(made)
    .hears("late.offer.done")
    .reads("chatumirwa");
});

test("one language is no choice: neither row nor button is there", () => {
  const alone = startMachine(root, { languages: ["en"] });
  alone.deliver("", { type: "home" });
  alone.deliver("", {
    type: "xstate.done.actor.0.root.login",
    output: { profile },
    actorId: "0.root.login",
  });
  const said = JSON.stringify(alone.requestedActions());
  expect(said).toContain('"home.menu"');
  expect(said).not.toContain('"language"');
});

test("leaving for the menu, the offers or a quick command says which language is kept", () => {
  for (const at of [atPicking, () => atKeeping().away()]) {
    at().says("menu").hears("language.cancelled").calls("getDashboard");
    at().says("offers").hears("language.cancelled").calls("getDashboard");
    at()
      .says("7=>moyo_motors")
      .hears("language.cancelled")
      .calls("getAccountByHandle", { handle: "moyo_motors" });
  }
});
