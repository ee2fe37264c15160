import { expect, test } from "vitest";
import { words } from "../../machines/copy/words.ts";
import { createInterpret } from "../../src/copy/interpret.ts";

const interpret = createInterpret({ ...words, sn: { home: ["mhoro"] } });

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
  const both = createInterpret({ en: { home: ["hi", ">"] } }, [() => undefined, read]);
  expect(both({ text: "a>b", locale: "sn" })).toEqual({ type: "quick", text: "a>b" });
  expect(both({ text: ">", locale: "en" })).toEqual({ type: "home" });
  expect(both({ text: "a", locale: "en" })).toBeUndefined();
});

test("each locale has its own words, and English everywhere", () => {
  expect(interpret({ text: "Mhoro!", locale: "sn" })).toEqual({ type: "home" });
  expect(interpret({ text: "cancel", locale: "sn" })).toEqual({ type: "cancel" });
  expect(interpret({ text: "Mhoro!", locale: "en" })).toBeUndefined();
  expect(interpret({ text: "menu", locale: "nd" })).toEqual({ type: "home" });
});
