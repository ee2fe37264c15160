import { Big } from "big.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountOf,
  type Denomination,
  formatAmount,
  isDenomination,
  parseAmount,
  parseHandle,
  placesOf,
} from "../../machines/values.ts";
import { profile } from "./scenes.ts";

const denominations: Denomination[] = ["CXX", "XAU", "USD", "CAD", "ZWG"];

/** An amount as a member would write it, with all its places. */
const written = fc
  .record({
    denomination: fc.constantFrom(...denominations),
    whole: fc.bigInt({ min: 1n, max: 999_999_999_999n }),
    fraction: fc.nat(9_999),
  })
  .map(({ denomination, whole, fraction }) => {
    const places = placesOf(denomination);
    const digits = `${fraction}`.padStart(4, "0").slice(0, places);
    return { denomination, whole, value: `${whole}.${digits}` };
  });

describe("parseAmount", () => {
  test.each([
    ["20", "20.00", "USD"],
    ["$20", "20.00", "USD"],
    ["$ 20.5", "20.50", "USD"],
    ["20usd", "20.00", "USD"],
    [" 20 Usd ", "20.00", "USD"],
    ["ZWG 20", "20.00", "ZWG"],
    ["zwg20", "20.00", "ZWG"],
    [".5", "0.50", "USD"],
    ["0.01", "0.01", "USD"],
    ["20.550", "20.55", "USD"],
    ["007", "7.00", "USD"],
    ["1,000.50", "1000.50", "USD"],
    ["1,234,567", "1234567.00", "USD"],
    ["0.001 CXX", "0.001", "CXX"],
    ["0.0001 XAU", "0.0001", "XAU"],
    ["12.5 cad", "12.50", "CAD"],
  ])("reads %j as %s %s", (text, value, denomination) => {
    expect(parseAmount(text, "USD")).toEqual({ value, denomination });
  });

  test.each([
    ["", "nothing"],
    ["0", "zero"],
    ["0.00 ZWG", "zero"],
    ["-5", "negative"],
    ["+5", "signed"],
    ["1e3", "an exponent"],
    ["0x10", "hexadecimal"],
    ["Infinity", "infinite"],
    ["20.555", "too fine"],
    ["0.0001 CXX", "too fine"],
    ["0.00001 XAU", "too fine"],
    ["1,00", "a decimal comma, or not"],
    ["1000,50", "a decimal comma, or not"],
    ["1.000.50", "two points"],
    ["1,000,000,000,000", "more than any account holds"],
    ["1234567890123", "more than any account holds"],
    ["20 KES", "no denomination here"],
    ["20 toString", "no denomination here"],
    ["USD 20 ZWG", "two denominations"],
    ["$20$", "two signs"],
    ["٢٠", "other digits"],
    ["\uff12\uff10", "other digits"],
    ["20 dollars", "words"],
    ["twenty", "words"],
    ["20\n30", "two amounts"],
  ])("does not take %j for an amount: %s", (text) => {
    expect(parseAmount(text, "USD")).toBeUndefined();
  });

  test("keeps every digit, in the denomination's places", () => {
    fc.assert(
      fc.property(written, ({ value, denomination }) => {
        expect(parseAmount(`${value} ${denomination}`, "USD")).toEqual({ value, denomination });
      }),
    );
  });

  test("reads the same amount with and without commas", () => {
    fc.assert(
      fc.property(written, ({ whole, value, denomination }) => {
        const grouped = value.replace(`${whole}`, whole.toLocaleString("en"));
        expect(parseAmount(grouped, denomination)).toEqual({ value, denomination });
      }),
    );
  });

  test("gives nothing but positive decimals that fit, whatever is written", () => {
    const unit = fc.constantFrom(..."0123456789.,-+$ eEUSDZWG٢".split(""));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const amount = parseAmount(text, "USD");
        fc.pre(amount !== undefined);
        const places = placesOf(amount.denomination);
        expect(amount.value).toMatch(new RegExp(`^\\d{1,12}\\.\\d{${places}}$`));
        expect(new Big(amount.value).gt(0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

test("parseAmount and formatAmount reckon as a decimal library does", () => {
  const digits = fc.stringMatching(/^\d{1,6}$/);
  const decimal = fc.oneof(
    digits,
    digits.map((fraction) => `.${fraction}`),
    fc.tuple(digits, digits).map(([whole, fraction]) => `${whole}.${fraction}`),
  );
  fc.assert(
    fc.property(decimal, fc.constantFrom(...denominations), (text, denomination) => {
      const value = new Big(text);
      const places = placesOf(denomination);
      const isAmount = value.gt(0) && value.round(places).eq(value);
      const expected = isAmount ? { value: value.toFixed(places), denomination } : undefined;
      expect(parseAmount(text, denomination)).toEqual(expected);
      fc.pre(expected !== undefined);
      const written = `${value.toFixed(places)} ${denomination}`;
      expect(formatAmount({ value: text, denomination })).toBe(written);
    }),
    { numRuns: 300 },
  );
});

test("formatAmount writes an amount as credex-core's lists do", () => {
  expect(formatAmount({ value: "1250.5", denomination: "USD" })).toBe("1250.50 USD");
  expect(formatAmount({ value: "1", denomination: "XAU" })).toBe("1.0000 XAU");
  fc.assert(
    fc.property(written, ({ value, denomination }) => {
      expect(formatAmount({ value, denomination })).toBe(`${value} ${denomination}`);
    }),
  );
});

test("isDenomination knows credex-core's five, and nothing that objects happen to have", () => {
  expect(denominations.every(isDenomination)).toBe(true);
  expect(["usd", "KES", "", "toString", "__proto__"].some(isDenomination)).toBe(false);
});

test.each([
  ["Bob_Bakery", "bob_bakery"],
  [" @bob_bakery ", "bob_bakery"],
  ["b0b", "b0b"],
  ["a".repeat(30), "a".repeat(30)],
])("parseHandle reads %j as %s", (text, handle) => {
  expect(parseHandle(text)).toBe(handle);
});

test.each(["bo", "a".repeat(31), "bob bakery", "bob-bakery", "@@bob", "böb", "", "bob\nbob"])(
  "parseHandle does not take %j",
  (text) => {
    expect(parseHandle(text)).toBeUndefined();
  },
);

describe("accountOf", () => {
  const { member } = profile;
  const own = profile.accounts;
  const shared = own.map((account) => ({
    ...account,
    accountID: "A-shared",
    isOwnedAccount: false,
  }));

  test.each([
    ["the account that is named", "A-shared", [...shared, ...own], "A-shared"],
    ["else the first of one's own", "A-gone", [...shared, ...own], "A-bob"],
    ["else any", undefined, shared, "A-shared"],
    ["or none", "A-bob", [], undefined],
  ])("finds %s", (_, accountID, accounts, found) => {
    expect(accountOf({ member, accounts }, accountID)?.accountID).toBe(found);
  });
});
