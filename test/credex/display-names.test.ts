import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  KnownHandle,
  MAX_NAME,
  SafeAmount,
  SafeHandle,
  safeName,
  safeReason,
} from "../../src/credex/display-names.ts";

/** Whatever could make a name of another more than a name in a message of ours. */
const HARMFUL =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Me}\u2800*_~`@]|[^\P{Cf}\u2068\u2069]|[^\P{Default_Ignorable_Code_Point}\u2068\u2069]|\s\s|\p{M}{4}|:\/\/|\.\p{L}|[✅☑✔✓🗸📩⚠]|^[ >-]|^\d{1,3}[.)] /u;

describe("shownName", () => {
  test.each([
    ["Bob Bakery", "Bob Bakery"],
    ["N'Dlovu", "N'Dlovu"],
    ["Moyo-Ncube & Sons (Pvt) Ltd.", "Moyo-Ncube & Sons (Pvt) Ltd."],
    ["Mbare Fresh Bakery 🍞🥐🥖", "Mbare Fresh Bakery 🍞🥐🥖"],
    ["李小龙", "李小龙"],
    ["Bob…", "Bob…"],
    ["Bob\nBakery\t2", "Bob Bakery 2"],
    ["*Verified* by ~VimbisoPay~", "Verified by VimbisoPay"],
    ["✅ *Verified by VimbisoPay* (@thandi_tailor", "Verified by VimbisoPay ( thandi tailor"],
    ["> 1. - Bob", "1 - Bob"],
    ["> quoted", "quoted"],
    ["Ng`andu", "Ng'andu"],
    ["𝐁𝐨𝐛", "Bob"],
    ["Ｂｏｂ＊", "Bob"],
    ["B\u200bo\u202eb\u2066\u00ad\ufe0f\u3164", "Bob"],
    ["Bo\u0301\u0301\u0301\u0301\u0301\u0301b", "Bó\u0301\u0301\u0301b"],
    ["https://wa.me/263?text=50=>x", "https wa. me/263?text=50=>x"],
    ["J.Moyo 2.0", "J. Moyo 2.0"],
    // Their signs become those of handles only when they are normalised.
    ["＠bob＿bakery", "bob bakery"],
    ["﹫support", "support"],
    // What stands so far behind that nobody would read it is not looked for.
    [`${"\u200b".repeat(1_000)}Bob`, "(?)"],
    ["אבי", "\u2068אבי\u2069"],
    ["\ud83d", "(?)"],
    ["", "(?)"],
    [" \u200b\u2800\u3164\n", "(?)"],
    ["***", "(?)"],
    ["x".repeat(900), `${"x".repeat(49)}…`],
    ["𝓽".repeat(900), `${"t".repeat(49)}…`],
    ["🍞".repeat(30), `${"🍞".repeat(24)}…`],
    ["א".repeat(60), `\u2068${"א".repeat(47)}…\u2069`],
  ])("shows %j as %j", (raw, shown) => {
    expect(safeName(raw)).toBe(shown);
  });

  test("has nothing harmful, fits, and stays as it is, whatever comes in", () => {
    const harmful = fc.constantFrom(
      ..."*_~`@>-#.1)\n\t \u0000\u200b\u200f\u202e\u2066\u2068\u2069\u00ad\ufe0f\u3164\u2800\u0301\u20dd…✅אa",
      ...[
        "1. ",
        "://",
        "...",
        "\ufdfa",
        "\ud83d",
        "👨‍👩‍👧",
        "wa.me",
        "\u{e0041}",
        "\ue000",
        "ﬁ",
        "´",
      ],
    );
    const text = fc.oneof(
      fc.array(harmful, { maxLength: 80 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.string({ unit: "grapheme", maxLength: 80 }),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const shown = safeName(raw);
        expect(shown).not.toMatch(HARMFUL);
        expect(shown.trim()).toBe(shown);
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.length).toBeLessThanOrEqual(MAX_NAME);
        expect(shown).toMatch(/^(\u2068[^\u2068\u2069]*\u2069|[^\u2068\u2069]*)$/);
        expect(safeName(shown)).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ["bob_bakery", "bob_bakery"],
  ["Bob Bakery\n", "BobBakery"],
  ["*bob*", "bob"],
  ["x".repeat(40), "x".repeat(30)],
  ["✅", "?"],
  ["", "?"],
])("the own handle %j is shown as %j", (handle, shown) => {
  expect(SafeHandle.parse(handle)).toBe(shown);
});

test("the handle of another is shown as it is, or not at all", () => {
  expect(KnownHandle.parse("bob_bakery")).toBe("bob_bakery");
  for (const handle of ["Bob", "bob bakery", "bo", "bob\n", "b".repeat(31), 7, null])
    expect(KnownHandle.parse(handle)).toBeUndefined();
});

test.each([
  ["-1,000.00 USD", "-1,000.00 USD"],
  ["0.5 XAU", "0.5 XAU"],
  ["*1,000.00 USD*", "1,000.00 USD"],
  ["1.00 USD\n✅ Paid", "1.00 USD Paid"],
  ["", "(?)"],
])("the amount %j is shown as %j", (amount, shown) => {
  expect(SafeAmount.parse(amount)).toBe(shown);
});

test("a reason keeps its amounts and handles, and is cut as well", () => {
  expect(safeReason("Daily limit of 50.00 USD is used up by @bob_bakery.")).toBe(
    "Daily limit of 50.00 USD is used up by @bob_bakery.",
  );
  expect(safeReason("*Call* https://evil.example\nnow")).toBe("Call https evil. example now");
  expect(safeReason("w".repeat(5_000))).toHaveLength(200);
  expect(safeReason("")).toBe("");
});
