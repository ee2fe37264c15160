import { describe, expect, test } from "vitest";
import { offeredCopies } from "../../machines/copy/languages.ts";
import { words } from "../../machines/copy/words.ts";
import { createInterpret } from "../../src/copy/interpret.ts";

const interpret = createInterpret(words);

test.each([
  ["hi", "home"],
  ["Hi!! 👋", "home"],
  ["  MENU ", "home"],
  ["*menu*", "home"],
  ["Good  Morning.", "home"],
  ["x", "cancel"],
  ["Cancel…", "cancel"],
  ["help me", undefined],
  ["Help!", "help"],
  ["?", "help"],
  ["No, thanks", "no"],
  ["yes,please!", "yes"],
  ["Hie", "home"],
  ["Main menu.", "home"],
  ["＠menu", undefined],
  ["himself", undefined],
  ["say hi", undefined],
  ["20", undefined],
  ["👋", undefined],
  ["", undefined],
  ["constructor", undefined],
])("%j means %s", (text, command) => {
  expect(interpret({ text, locale: "en" })?.type).toBe(command);
});

test("a phrase is read where no word is, in every locale, with all that it says", () => {
  const read = (text: string) => (text.includes(">") ? { type: "quick", text } : undefined);
  const both = createInterpret({ en: { home: ["hi", ">"] } }, { phrases: [() => undefined, read] });
  expect(both({ text: "a>b", locale: "sn" })).toEqual({ type: "quick", text: "a>b" });
  expect(both({ text: ">", locale: "en" })).toEqual({ type: "home" });
  expect(both({ text: "a", locale: "en" })).toBeUndefined();
});

test.each(["en", "sn", "nd", "fr"])(
  "where %s is spoken, the words of all languages are understood",
  (locale) => {
    const meant = (...texts: string[]) => texts.map((text) => interpret({ text, locale })?.type);
    expect(meant("menu", "Mhoro!", "Makadii?", "Sawubona", "*salibonani* 👋")).toEqual(
      Array(5).fill("home"),
    );
    expect(meant("cancel", "Kanzura", "khansela")).toEqual(Array(3).fill("cancel"));
    expect(meant("back", "dzokera shure", "emuva")).toEqual(Array(3).fill("back"));
    expect(meant("help", "rubatsiro", "usizo")).toEqual(Array(3).fill("help"));
    const languages = [
      "Shona",
      "chiShona",
      "Ndebele",
      "isiNdebele",
      "english",
      "language",
      "mutauro",
      "ulimi",
    ];
    expect(meant(...languages)).toEqual(Array(8).fill("language"));
  },
);

test("a word that means two things is meant as the spoken language has it, else as the first has", () => {
  const torn = createInterpret({ en: { home: ["a"] }, sn: { cancel: ["a"] }, nd: {} });
  const meant = (locale: string) => torn({ text: "a", locale })?.type;
  expect([meant("en"), meant("sn"), meant("nd")]).toEqual(["home", "cancel", "home"]);
});

test("no word of ours means two things, and each can be understood as it is written", () => {
  for (const byCommand of Object.values(words))
    for (const [command, spoken] of Object.entries(byCommand))
      for (const word of spoken)
        for (const locale of ["en", "sn", "nd"])
          expect(interpret({ text: word, locale })?.type, word).toBe(command);
});

test("a command that there is nothing to be done about is a word like any other", () => {
  const alone = createInterpret(words, { without: ["language"] });
  expect(alone({ text: "shona", locale: "en" })).toBeUndefined();
  expect(alone({ text: "mhoro", locale: "en" })?.type).toBe("home");
});

test.each(Object.entries(offeredCopies({ withUnreviewed: true })))(
  "every word that the copy of %s tells a member to write is understood",
  (locale, copy) => {
    // Amounts, handles and names are examples of something else; so are the titles of rows.
    const told = ["help", "unexpected", "outdated", "login.anonymous", "language.kept"];
    const marked = told.flatMap((key) => [...`${copy[key]}`.matchAll(/\*(\w+)\*/g)]);
    expect(marked.length).toBeGreaterThan(6);
    for (const [, text = ""] of marked)
      expect(interpret({ text, locale })?.type, text).toMatch(/^(home|back|cancel|language|stop)$/);
  },
);

test.each(["@menu", " @offers", "@Stop", "\u200b@home", "@hi!", "@20=>bob"])(
  "%j is a handle, and no command",
  (text) => {
    expect(interpret({ text, locale: "en" })).toBeUndefined();
  },
);

describe("where a name or a handle is asked for", () => {
  const inField = createInterpret(words, {
    firm: ["menu", "cancel", "good morning", "?"],
    phrases: [(text) => (text.includes("=>") ? { type: "quick.offer" } : undefined)],
  });
  const meant = (text: string, locale = "en") => inField({ text, locale, firmOnly: true })?.type;

  test.each(["menu", "Menu!", " MENU ", "cancel", "Good  Morning.", "?"])(
    "%j is a command, since it is a name nowhere",
    (text) => {
      expect(meant(text)).toBe(inField({ text, locale: "en" })?.type);
      expect(meant(text)).toBeDefined();
    },
  );

  test.each(["Masikati", "Home", "Start", "Ndebele", "back", "hi", "mhoro", "offers", "yes"])(
    "%j may be a name, and is no command",
    (text) => {
      expect(inField({ text, locale: "en" })).toBeDefined();
      for (const locale of ["en", "sn", "nd"]) expect(meant(text, locale)).toBeUndefined();
    },
  );

  test("an offer in one line is no name", () => {
    expect(meant("20=>menu")).toBe("quick.offer");
  });
});
