import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../../src/telemetry/printable.ts";

test.each([
  ["\u001b]0;owned\u0007", "\\u{1b}]0;owned\\u{7}"],
  ["a\nFAKE LINE", "a\\u{a}FAKE LINE"],
  ["a\r\u009b31mb", "a\\u{d}\\u{9b}31mb"],
  ["a\u202eb\u2028c", "a\\u{202e}b\\u{2028}c"],
  ["home → ready (version 3), *accepted* é 李", "home → ready (version 3), *accepted* é 李"],
])("%j is printed as %j", (line, shown) => {
  expect(printable(line)).toBe(shown);
});

test("nothing is left that a terminal would obey", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (line) => {
      expect(printable(line)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});
