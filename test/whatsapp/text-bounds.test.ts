import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { words } from "../../machines/copy/words.ts";
import { readQuickOffer } from "../../machines/quick-offer.ts";
import { createInterpret } from "../../src/copy/interpret.ts";
import { readContent } from "../../src/whatsapp/inbound-content.ts";
import { boundText, MAX_TEXT } from "../../src/whatsapp/text-bounds.ts";
import { atRecipient, atWelcome } from "../machines/scenes.ts";
import { leastCpuMs } from "../support/cost.ts";

const interpret = createInterpret(words, { phrases: [readQuickOffer] });
const LONGEST = 65_536;

const read = (body: string) => readContent("text", { text: { body } });
const textOf = (body: string) => {
  const content = read(body);
  return content.kind === "text" ? content.text : "";
};

/** What stalls a reader that backtracks, or one that normalises. */
const FAMILIES: [name: string, text: string][] = [
  ["emoji between letters", `a${"👋".repeat(LONGEST / 2)}a`],
  ["marks between letters", `a${"!".repeat(LONGEST)}a`],
  ["full stops", `a${".".repeat(LONGEST)}a`],
  ["equal signs", "=".repeat(LONGEST)],
  ["hyphens", "-".repeat(LONGEST)],
  ["spaces", `a${" ".repeat(LONGEST)}a`],
  ["line breaks", "\n".repeat(LONGEST)],
  ["combining marks", `a${"\u0301".repeat(LONGEST)}`],
  ["combining marks in no order", `a${"\u0301\u0316".repeat(LONGEST / 2)}`],
  ["ligatures", "\ufdfa".repeat(LONGEST)],
  ["invisible characters", `${"\u200b".repeat(LONGEST)}hi`],
  ["digits", "1".repeat(LONGEST)],
  ["commas", "1,".repeat(LONGEST / 2)],
  ["quotes", '"'.repeat(LONGEST)],
  ["asterisks", `*${"*a".repeat(LONGEST / 2)}`],
  ["braces", "{".repeat(LONGEST)],
  ["underscores", `@${"_".repeat(LONGEST)}`],
  ["half characters", "\ud83d".repeat(LONGEST)],
];

/**
 * Milliseconds of a turn, where a name and where a handle is asked for: the least of many, in processor
 * time, so that neither other processes nor a collection of garbage is counted.
 */
function costOf(text: string): number {
  const name = atWelcome().taps("register");
  const handle = atRecipient();
  const bothTurns = () => {
    name.says(textOf(text));
    handle.says(textOf(text));
  };
  return leastCpuMs(bothTurns, 40) / 2;
}

test("a text of any length is cut before it is cleaned, which takes time for each character", () => {
  let cleaned = 0;
  boundText("x".repeat(4_000_000), (text) => {
    cleaned = text.length;
    return text;
  });
  expect(cleaned).toBeLessThanOrEqual(4_096);
});

describe("a text of 65,536 characters", () => {
  let short: number | undefined;

  test.each(FAMILIES)("of %s is cut before anything reads it", (_, text) => {
    expect(textOf(text).length).toBeLessThanOrEqual(MAX_TEXT);
  });

  test.each(FAMILIES)("of %s costs a turn less than 5 ms more than a short one", (_, text) => {
    short ??= costOf("??!");
    expect(costOf(text) - short).toBeLessThan(5);
  });

  test.each(["emoji between letters", "marks between letters", "full stops", "spaces"])(
    "that is not cut is still read in linear time: %s",
    (family) => {
      const text = FAMILIES.find(([name]) => name === family)?.[1] ?? "";
      // It took from 3 to 30 seconds when it was quadratic.
      const interpret = createInterpret(words);
      expect(leastCpuMs(() => interpret({ text, locale: "en" }))).toBeLessThan(1_000);
    },
  );
});

describe("a text that is cut", () => {
  test("keeps its start, and ends between two characters", () => {
    const text = "👋".repeat(MAX_TEXT);
    expect(textOf(text)).toBe("👋".repeat(MAX_TEXT / 2));
    expect(textOf(`a${text}`)).toBe(`a${"👋".repeat(MAX_TEXT / 2 - 1)}`);
    expect(textOf("a".repeat(600))).toBe(`${"a".repeat(MAX_TEXT - 2)}…a`);
  });

  test.each([
    ["cancel", " "],
    ["menu", "!"],
    ["stop", "👋"],
    ["20=>bob_bakery", " "],
    ["20=>bob_bakery", "."],
    ["hi", "\u200b"],
  ])("is not read as %j alone where something else follows", (text, filler) => {
    for (const count of [100, MAX_TEXT, 4_096, LONGEST]) {
      const said = textOf(`${text}${filler.repeat(count)}not yet`);
      expect(interpret({ text: said, locale: "en" })).toBeUndefined();
    }
  });

  test.each(["!", " ", "👋"])("still is a command where only %j follows", (filler) => {
    const said = textOf(`cancel${filler.repeat(LONGEST)}`);
    expect(interpret({ text: said, locale: "en" })).toEqual({ type: "cancel" });
  });
});

test("what can mean something is read to its last character", () => {
  const short = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: MAX_TEXT });
  fc.assert(
    fc.property(short, (body) => {
      if (body.trim() !== "") expect(textOf(body)).toBe(body);
    }),
  );
});

test("ids and titles of foreign buttons are cut as well", () => {
  const long = "x".repeat(LONGEST);
  for (const content of [
    readContent("button", { button: { text: long, payload: long } }),
    readContent("interactive", {
      interactive: { type: "button_reply", button_reply: { id: long, title: long } },
    }),
  ]) {
    if (content.kind !== "choice") throw new Error("A choice was expected");
    expect(content.id.length).toBeLessThanOrEqual(MAX_TEXT);
    expect(content.title.length).toBeLessThanOrEqual(MAX_TEXT);
  }
});
