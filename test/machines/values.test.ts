import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountOf,
  type Denomination,
  formatAmount,
  isDenomination,
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
