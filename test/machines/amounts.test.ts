import { Big } from "big.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountRefusal, parseAmount, readAmount, writeAmount } from "../../machines/amounts.ts";
import { type Denomination, denominations, placesOf } from "../../machines/values.ts";
import { leastCpuMs } from "../support/cost.ts";

const denomination = fc.constantFrom(...denominations);

describe("readAmount", () => {
  test.each([
    ["20", "20.00", "USD"],
    [" 20 Usd ", "20.00", "USD"],
    ["20usd", "20.00", "USD"],
    ["ZWG 20", "20.00", "ZWG"],
    ["zwg20", "20.00", "ZWG"],
    [".5", "0.50", "USD"],
    ["0.01", "0.01", "USD"],
    ["0.500", "0.50", "USD"],
    ["1234.500", "1234.50", "USD"],
    ["007", "7.00", "USD"],
    ["0.001 CXX", "0.001", "CXX"],
    ["0.0001 XAU", "0.0001", "XAU"],
    ["12.5 cad", "12.50", "CAD"],
  ])("reads %j as %s %s", (text, value, code) => {
    expect(parseAmount(text, "USD")).toEqual({ value, denomination: code });
  });

  test.each([
    ["20 ZiG", "20.00", "ZWG"],
    ["ZiG 20", "20.00", "ZWG"],
    ["ZIG20", "20.00", "ZWG"],
    ["20.50zig", "20.50", "ZWG"],
    ["ZiG$20", "20.00", "ZWG"],
    ["20 Zimbabwe Gold", "20.00", "ZWG"],
    ["$20 ZWG", "20.00", "ZWG"],
    ["$20", "20.00", "USD"],
    ["$ 20.5", "20.50", "USD"],
    ["$.5", "0.50", "USD"],
    ["20$", "20.00", "USD"],
    ["20 $", "20.00", "USD"],
    ["US$20", "20.00", "USD"],
    ["US$ 20", "20.00", "USD"],
    ["20 US$", "20.00", "USD"],
    ["USD$20", "20.00", "USD"],
    ["$20 USD", "20.00", "USD"],
    ["20 dollars", "20.00", "USD"],
    ["1 Dollar", "1.00", "USD"],
    ["20 US dollars", "20.00", "USD"],
    ["20 madhora", "20.00", "USD"],
    ["＄20", "20.00", "USD"],
    ["C$20", "20.00", "CAD"],
    ["CA$ 20", "20.00", "CAD"],
    ["20 Canadian dollars", "20.00", "CAD"],
    ["$20 CAD", "20.00", "CAD"],
    ["20 zig dollars", "20.00", "ZWG"],
    ["20 Zim gold", "20.00", "ZWG"],
    ["maZiG 20", "20.00", "ZWG"],
    ["20$ ZiG", "20.00", "ZWG"],
    ["20$ usd", "20.00", "USD"],
    ["$US20", "20.00", "USD"],
    ["20 U$D", "20.00", "USD"],
    ["20 USD dollars", "20.00", "USD"],
    ["20 USA dollars", "20.00", "USD"],
    ["20 maUSD", "20.00", "USD"],
    ["madollar 20", "20.00", "USD"],
    ["20 dollars US", "20.00", "USD"],
    ["20 CAD dollars", "20.00", "CAD"],
    ["$20$", "20.00", "USD"],
    ["$20 dollars", "20.00", "USD"],
    ["USD 20 USD", "20.00", "USD"],
    ["US$20 USD", "20.00", "USD"],
    ["US$20 dollars", "20.00", "USD"],
    ["C$20 CAD", "20.00", "CAD"],
    ["C$20 dollars", "20.00", "CAD"],
    ["ZWG 20 ZiG", "20.00", "ZWG"],
  ])("reads the currency of %j by its name or sign: %s %s", (text, value, code) => {
    expect(parseAmount(text, "USD")).toEqual({ value, denomination: code });
  });

  test.each([
    ...["20.", "20. ", "20,", "20!", "20?", "20…", "*20*", "~20~", "_20_", "`20`", "```20```"],
    ...['"20"', "'20'", "“20”", "‘20’", "«20»", "(20)", "[20]", "> 20", "*20* USD", "20 *USD*"],
    ...["20 USD.", "20. USD", "(US$20)", "“20 USD”.", "*$20*!", "20\n", "\t20 "],
  ])("ignores the marks of keyboards and copying around %j", (text) => {
    expect(parseAmount(text, "USD")).toEqual({ value: "20.00", denomination: "USD" });
  });

  test.each([
    ...["20 👍", "20👍🏾", "💵20", "💵 20 USD 🙏", "20 USD ✅", "🇿🇼 20"],
    ...[
      "amadola angu-20",
      "amadola angu 20",
      "amadola angama-20",
      "i-20",
      "i-20 USD",
      "i-*20 USD*",
    ],
  ])("ignores what is written beside %j that is no word of an amount", (text) => {
    expect(parseAmount(text, "USD")).toEqual({ value: "20.00", denomination: "USD" });
  });

  test.each([
    ["1,000.50", "1000.50"],
    ["1,500", "1500.00"],
    ["1,234,567", "1234567.00"],
    ["20 000", "20000.00"],
    ["1 000.50", "1000.50"],
    ["1\u00a0000", "1000.00"],
    ["1\u2009234\u2009567", "1234567.00"],
    ["20\u202f000", "20000.00"],
    ["1'000", "1000.00"],
    ["1’000’000", "1000000.00"],
  ])("groups thousands where they can be nothing else: %j", (text, value) => {
    expect(parseAmount(text, "USD")).toEqual({ value, denomination: "USD" });
  });
});

describe("readAmount refuses", () => {
  const refused = (text: string, fallback: Denomination, reason: string) => {
    const reading = readAmount(text, fallback);
    expect(reading).toEqual(expect.objectContaining({ kind: "refused", reason }));
    return amountRefusal(text, fallback);
  };

  test.each([
    ["", "notANumber"],
    ["lots", "notANumber"],
    ["twenty", "notANumber"],
    ["20k", "notANumber"],
    ["20 bucks", "notANumber"],
    ["50 cents", "notANumber"],
    ["50c", "notANumber"],
    ["20 apples", "notANumber"],
    ["1e3", "notANumber"],
    ["0x10", "notANumber"],
    ["2O", "notANumber"],
    ["20%", "notANumber"],
    ["20-", "notANumber"],
    ["1/2", "notANumber"],
    ["2*3", "notANumber"],
    ["20\n30", "notANumber"],
    ["20\r30", "notANumber"],
    ["20 USD 50", "notANumber"],
    ["+5", "notANumber"],
    ["USD.50", "notANumber"],
    ["...5", "notANumber"],
    ["5".padStart(65, "0"), "notANumber"],
    ["0", "notPositive"],
    ["0.00 ZWG", "notPositive"],
    ["0,000", "notPositive"],
    ["-5", "notPositive"],
    ["i--5", "notPositive"],
    ["amadola angu--5", "notPositive"],
    ["usd-20", "notPositive"],
    ["$20 please", "notANumber"],
    ["US$20 only", "notANumber"],
    ["$0.50c", "notANumber"],
    ["- 5", "notPositive"],
    ["USD −5", "notPositive"],
    ["٢٠", "otherDigits"],
    ["\uff12\uff10", "otherDigits"],
    ["२०", "otherDigits"],
    ["20²", "otherDigits"],
    ["20½", "otherDigits"],
    ["2\ufe0f\u20e30\ufe0f\u20e3", "otherDigits"],
    ["1,00,000", "grouping"],
    ["1,000 000", "grouping"],
    ["1.000.50", "grouping"],
    ["1.234.567", "grouping"],
    ["20 30", "grouping"],
    ["0 500", "grouping"],
    ["077 123 4567", "grouping"],
    ["1,000,00", "grouping"],
    ["1..5", "grouping"],
    ["1234567890123", "tooLarge"],
    ["1,000,000,000,000", "tooLarge"],
    ["USD 20 ZWG", "twoCurrencies"],
    ["$20 XAU", "twoCurrencies"],
    ["XAU 20 $", "twoCurrencies"],
    ["R20 USD", "twoCurrencies"],
    ["R20 €", "twoCurrencies"],
  ])("%j: %s", (text, reason) => {
    refused(text, "USD", reason);
  });

  test.each([
    ["R20", "ZAR"],
    ["20 ZAR", "ZAR"],
    ["20 Rand", "ZAR"],
    ["€20", "EUR"],
    ["£ 20", "GBP"],
    ["20 pula", "BWP"],
    ["Z$20", "ZWL"],
    ["20 kes", "KES"],
    ["ksh 20", "KES"],
    ["20 bond notes", "ZWL"],
    ["20 RTGS dollars", "ZWL"],
    ["20 Zim dollars", "ZWL"],
    ["ZW$20", "ZWL"],
    ["20 marandi", "ZAR"],
    ["20 amarandi", "ZAR"],
    ["N$20", "NAD"],
    ["MK20", "MWK"],
    ["R20 rand", "ZAR"],
    ["EUR 20 €", "EUR"],
  ])("%j, because no account can hold %s", (text, code) => {
    const { currencies } = refused(text, "USD", "unknownCurrency");
    expect(amountRefusal(text, "USD").code).toBe(code);
    expect(currencies).toBe("USD, ZWG, CAD, CXX, XAU");
  });

  test.each([
    ["1.23456 XAU", "XAU", "1.2345 XAU", 4],
    ["0.0001 CXX", "CXX", "0.001 CXX", 3],
    ["0.001", "USD", "0.01", 2],
    ["20.5555", "USD", "20.55", 2],
    ["0,001 USD", "USD", "0.01 USD", 2],
  ] as const)("%j, which has more decimals than %s", (text, code, example, places) => {
    const refusal = refused(text, "USD", "tooManyDecimals");
    expect(refusal).toMatchObject({ denomination: code, places, example });
  });

  test.each([
    ["0,5", "USD", "0.5"],
    ["0,50", "USD", "0.5"],
    ["10,5", "USD", "10.5"],
    ["1,00", "USD", "1"],
    ["1000,50", "USD", "1000.5"],
    ["1.000,50", "USD", "1000.5"],
    ["1 000,50 ZiG", "USD", "1000.5 ZWG"],
    ["0,500", "USD", "0.5"],
    ["0,500 XAU", "USD", "0.5 XAU"],
    ["0,125 XAU", "USD", "0.1250 XAU"],
    ["00,500", "USD", "0.5"],
    [",5", "USD", "0.5"],
  ] as const)("the decimal comma of %j, and shows the point", (text, fallback, example) => {
    expect(refused(text, fallback, "commaDecimal").example).toBe(example);
  });

  test.each([
    ["1.500", "USD", "1500", "1.5"],
    ["20.555", "USD", "20555", "20.55"],
    ["1.500 ZiG", "USD", "1500 ZWG", "1.5 ZWG"],
    ["01,000", "USD", "1000", "1"],
    ["1,500 XAU", "USD", "1500 XAU", "1.5 XAU"],
    ["1,234", "XAU", "1234", "1.2340 XAU"],
    ["1,234", "CXX", "1234", "1.234 CXX"],
    ["1.234", "CXX", "1234", "1.234 CXX"],
    ["1.500 XAU", "USD", "1500 XAU", "1.5 XAU"],
  ] as const)("%j in %s, which is %s or %s", (text, fallback, example, other) => {
    expect(refused(text, fallback, "ambiguousGrouping")).toMatchObject({ example, other });
  });

  test.each(["$20", "20$", "20 dollars", "20 madhora"])(
    "%j of a member whose account counts in Canadian dollars",
    (text) => {
      const refusal = refused(text, "CAD", "ambiguousDollar");
      expect(refusal).toMatchObject({ example: "20 CAD", other: "20 USD" });
      expect(parseAmount(text, "ZWG")).toEqual({ value: "20.00", denomination: "USD" });
    },
  );

  test("with an example that would do, whatever was written", () => {
    const unit = fc.constantFrom(..."0123456789.,' -+$€ eEUSDXAUZWGCR٢\u00a0\u200b*".split(""));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 14 }), denomination, (text, fallback) => {
        fc.pre(parseAmount(text, fallback) === undefined);
        const { example, other } = amountRefusal(text, fallback);
        expect(parseAmount(example, fallback)).toBeDefined();
        expect(other === "none" || parseAmount(other, fallback)).toBeTruthy();
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A way in which some people write numbers. */
interface Style {
  groups: string;
  decimals: string;
  sizes: readonly number[];
}

const styles: readonly Style[] = [
  { groups: "", decimals: ".", sizes: [3] },
  { groups: "", decimals: ",", sizes: [3] },
  { groups: ",", decimals: ".", sizes: [3] },
  { groups: ".", decimals: ",", sizes: [3] },
  { groups: " ", decimals: ",", sizes: [3] },
  { groups: " ", decimals: ".", sizes: [3] },
  { groups: "\u00a0", decimals: ",", sizes: [3] },
  { groups: "\u2009", decimals: ".", sizes: [3] },
  { groups: "\u202f", decimals: ",", sizes: [3] },
  { groups: "'", decimals: ".", sizes: [3] },
  { groups: "’", decimals: ",", sizes: [3] },
  { groups: ",", decimals: ".", sizes: [3, 2] },
  { groups: "_", decimals: ".", sizes: [3] },
];

const INVISIBLE = ["\u200b", "\u200d", "\u200e", "\u202a", "\u2066", "\u00ad", "\ufeff", "\u2060"];

/** What people write beside a number for a currency; the empty one means the fallback. */
const NAMES: { [D in Denomination]: readonly string[] } = {
  USD: ["USD", "usd", "US$", "US dollars", "Usd."],
  ZWG: ["ZWG", "ZiG", "zig", "ZiG$"],
  CAD: ["CAD", "C$", "CA$", "Canadian dollars"],
  CXX: ["CXX", "cxx"],
  XAU: ["XAU", "Xau"],
};

/** An amount, and one of the ways in which it may be written. */
const writing = fc
  .record({
    denomination,
    whole: fc.oneof(fc.nat(20), fc.nat(5_000), fc.nat(99_999_999)),
    fraction: fc.stringMatching(/^\d{0,4}$/),
    style: fc.constantFrom(...styles),
    named: fc.constantFrom("before", "after", "not"),
    name: fc.nat(4),
    zeros: fc.constantFrom("", "", "", "0", "00"),
    around: fc.constantFrom("", "*", "“", "(", "_", "`"),
    end: fc.constantFrom("", ".", ",", "!", " ", "."),
    hidden: fc.array(fc.tuple(fc.nat(20), fc.constantFrom(...INVISIBLE)), { maxLength: 3 }),
  })
  .map(({ denomination: code, whole, fraction, style, zeros, ...rest }) => {
    const digits = fraction.slice(0, placesOf(code));
    const number = `${zeros}${group(`${whole}`, style)}${digits && `${style.decimals}${digits}`}`;
    const names = NAMES[code];
    const name = names[rest.name % names.length] ?? code;
    const said = { before: `${name} ${number}`, after: `${number} ${name}`, not: number };
    const marked = `${rest.around}${said[rest.named as keyof typeof said]}${rest.around}${rest.end}`;
    const text = rest.hidden.reduce(
      (all, [at, mark]) => all.slice(0, at) + mark + all.slice(at),
      marked,
    );
    return { text, code, style, meant: new Big(`${whole}.${digits || "0"}`), digits };
  });

test("no way of writing an amount is read as another amount", () => {
  let readings = 0;
  fc.assert(
    fc.property(writing, ({ text, code, style, meant }) => {
      const amount = parseAmount(text, code);
      if (!amount || isOurFormatOfThousandths(code, style)) return;
      readings++;
      expect(amount.denomination).toBe(code);
      expect(new Big(amount.value).eq(meant), `${text} is read as ${amount.value}`).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  // Most of what is refused has a comma before its decimals.
  expect(readings).toBeGreaterThan(1_250);
});

test("no invisible character changes how a text is read", () => {
  const unit = fc.constantFrom(..."0123456789.,' -$eUSDXAUZWG".split(""));
  const places = fc.array(fc.tuple(fc.nat(14), fc.constantFrom(...INVISIBLE)), { minLength: 1 });
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), places, denomination, (text, all, fallback) => {
      const hidden = all.reduce((one, [at, mark]) => one.slice(0, at) + mark + one.slice(at), text);
      expect(readAmount(hidden, fallback)).toEqual(readAmount(text, fallback));
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

test("reads plain decimals as a decimal library does, but for what looks like thousands", () => {
  const digits = fc.stringMatching(/^\d{1,6}$/);
  const decimal = fc.oneof(
    digits,
    digits.map((fraction) => `.${fraction}`),
    fc.tuple(digits, digits).map(([whole, fraction]) => `${whole}.${fraction}`),
  );
  fc.assert(
    fc.property(decimal, denomination, (text, fallback) => {
      const value = new Big(text);
      const places = placesOf(fallback);
      const isAmount = value.gt(0) && value.round(places).eq(value);
      const looksGrouped = /^0*[1-9]\d{0,2}\.\d{3}$/.test(text);
      const expected =
        isAmount && !looksGrouped
          ? { value: value.toFixed(places), denomination: fallback }
          : undefined;
      expect(parseAmount(text, fallback)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("reads what writeAmount writes, with and without the currency", () => {
  fc.assert(
    fc.property(denomination, denomination, fc.integer({ min: 1 }), (code, fallback, units) => {
      const places = placesOf(code);
      const value = new Big(units).div(10 ** places).toFixed(places);
      const amount = { value, denomination: code };
      expect(parseAmount(writeAmount(amount, fallback), fallback)).toEqual(amount);
      expect(parseAmount(writeAmount(amount), fallback)).toEqual(amount);
    }),
  );
});

test.each(["1", ",", ".", " ", "'", "*", "$", "(", "a", "\u200b", "=", "0.", "1,"])(
  "a text of 65,536 characters of %j is rejected in linear time",
  (unit) => {
    const text = `x${unit.repeat(65_536 / unit.length)}x`;
    expect(leastCpuMs(() => readAmount(text, "USD"))).toBeLessThan(100);
    expect(readAmount(text, "USD").kind).toBe("refused");
  },
);

function group(digits: string, { groups, sizes: [last = 3, others = last] }: Style): string {
  if (groups === "") return digits;
  const parts = [digits.slice(-last)];
  for (let end = digits.length - last; end > 0; end -= others)
    parts.unshift(digits.slice(Math.max(0, end - others), end));
  return parts.join(groups);
}

/** "1.500 CXX" is how our own messages write one and a half, whatever others mean by it. */
function isOurFormatOfThousandths(code: Denomination, { groups }: Style): boolean {
  return code === "CXX" && groups === ".";
}
