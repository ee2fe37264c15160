import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trimMarks, visible } from "../../machines/text.ts";
import { leastCpuMs } from "../support/cost.ts";

const INVISIBLE = [
  ...["\u0000", "\u0007", "\u007f", "\u0090", "\u00ad", "\u034f", "\u061c", "\u115f", "\u17b4"],
  ...["\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2060"],
  ...["\u2061", "\u2066", "\u2069", "\u206f", "\u3164", "\ufe0f", "\ufeff", "\uffa0", "\ufff9"],
  ...["\u{1d173}", "\u{e0001}", "\u{e0061}", "\u{e0100}"],
];

describe("visible", () => {
  test.each(INVISIBLE)("drops %j", (character) => {
    expect(visible(`${character}2${character}0${character}`)).toBe("20");
  });

  test.each(["\u00a0", "\u1680", "\u2000", "\u2009", "\u202f", "\u205f", "\u3000", "\u2800"])(
    "makes %j a space",
    (space) => {
      expect(visible(`20${space}000`)).toBe("20 000");
    },
  );

  test.each(["\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029"])(
    "makes %j a line break, so that two lines never join",
    (lineBreak) => {
      expect(visible(`20${lineBreak}30`)).toBe("20\n30");
    },
  );

  test("leaves letters, accents, signs and emoji as they are", () => {
    const text = "Ng’andu José e\u0301 नरेंद्र 李小龙 «20» → 👋\t";
    expect(visible(text)).toBe(text);
  });

  test("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });
});

test.each([
  ["*20*", "20"],
  ["  “20” ", "20"],
  ["20.", "20"],
  ["20,!?…", "20"],
  [".5", ".5"],
  [",5", ",5"],
  ["_bob_", "_bob_"],
  ["-5", "-5"],
  ["((", ""],
  ["", ""],
])("trimMarks makes %j %j", (text, trimmed) => {
  expect(trimMarks(text)).toBe(trimmed);
});

test.each(["*", " ", "\u200b", "\u00a0", "a", ".", "\r"])(
  "a text of 65,536 characters of %j costs linear time",
  (unit) => {
    const text = `a${unit.repeat(65_534)}a`;
    expect(leastCpuMs(() => trimMarks(visible(text)))).toBeLessThan(100);
  },
);
