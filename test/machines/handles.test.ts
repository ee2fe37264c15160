import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  handleRefusal,
  isPhoneNumber,
  parseHandle,
  readHandle,
  shownHandle,
} from "../../machines/handles.ts";

const handles = fc.stringMatching(/^[a-z0-9_]{3,30}$/);

describe("readHandle", () => {
  test.each([
    ["Bob_Bakery", "bob_bakery"],
    [" @bob_bakery ", "bob_bakery"],
    ["@ bob_bakery", "bob_bakery"],
    ["b0b", "b0b"],
    ["_bob_", "_bob_"],
    ["a".repeat(30), "a".repeat(30)],
    ["bob_bakery. ", "bob_bakery"],
    ["*bob_bakery*", "bob_bakery"],
    ["“bob_bakery”", "bob_bakery"],
    ["(@bob_bakery)", "bob_bakery"],
    ["*@bob_bakery*!", "bob_bakery"],
    ["\u200ebob_bakery", "bob_bakery"],
    ["bob\u00ad_\u200bbakery\ufeff", "bob_bakery"],
    ["\u00a0bob_bakery\u2009", "bob_bakery"],
    ["0771234567", "0771234567"],
  ])("reads %j as %s", (text, handle) => {
    expect(parseHandle(text)).toBe(handle);
  });

  test.each([
    ["", "short"],
    ["bo", "short"],
    ["?", "short"],
    ["a".repeat(31), "long"],
    ["bob bakery", "spaces"],
    ["bob\nbob", "spaces"],
    ["+263 77 123 4567", "phone"],
    ["077-123-4567", "phone"],
    ["(077) 1234567", "phone"],
    ["bo\u0301b", "characters"],
    ["bob\u0967", "characters"],
  ])("refuses %j: %s", (text, reason) => {
    expect(readHandle(text)).toEqual({ kind: "refused", reason });
    expect(handleRefusal(text)).toEqual({ reason, character: "none" });
  });

  test.each([
    ["bob-bakery", "-"],
    ["böb", "ö"],
    ["bob.bakery", "."],
    ["@@bob", "@"],
    ["bob😀", "😀"],
    ["bоb", "о"],
  ])("refuses %j, and names the character %s", (text, character) => {
    expect(handleRefusal(text)).toEqual({ reason: "character", character });
  });

  test("reads every handle as our messages show it, among marks and invisible characters", () => {
    const mark = fc.constantFrom("", "*", "“", "(", " ", "\u200b", "\u2068", "\u00a0");
    fc.assert(
      fc.property(handles, mark, mark, (handle, before, after) => {
        expect(parseHandle(`${before}${shownHandle(handle)}${after}`)).toBe(handle);
        expect(parseHandle(`${before}@${shownHandle(handle.toUpperCase())}${after}.`)).toBe(handle);
      }),
    );
  });

  test("gives a handle that credex-core takes, or a reason, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parseHandle(text) ?? "bob").toMatch(/^[a-z0-9_]{3,30}$/);
        expect(handleRefusal(text).reason).toBeTypeOf("string");
      }),
    );
  });
});

test("a handle is shown as code where WhatsApp would take its underscores for italics", () => {
  expect(["bob_bakery", "_bob_", "_bob", "bob_"].map(shownHandle)).toEqual([
    "bob_bakery",
    "`_bob_`",
    "`_bob`",
    "`bob_`",
  ]);
});

test.each([
  ["0771234567", true],
  ["+263 77 123 4567", true],
  ["123456", false],
  ["bob_bakery", false],
  ["b0771234567", false],
])("that %j looks like a phone number is %s", (text, is) => {
  expect(isPhoneNumber(text)).toBe(is);
});
