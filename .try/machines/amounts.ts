import { type Currency, readCurrency } from "./currencies.ts";
import { readDecimal } from "./decimals.ts";
import { trimMarks, visible } from "./text.ts";
import { type Amount, type Denomination, denominations, placesOf, withPlaces } from "./values.ts";

/** What a member wrote as an amount: the amount, or the reason why it is none. */
export type AmountReading = { kind: "amount"; amount: Amount } | Refused;

/** `example` is a way of writing it that would do; `other`, where it has two meanings, the second. */
type Refused = { kind: "refused" } & (
  | { reason: "notANumber" | "notPositive" | "otherDigits" | "grouping" | "tooLarge" }
  | { reason: "twoCurrencies" }
  | { reason: "unknownCurrency"; code: string }
  | { reason: "commaDecimal"; example: string }
  | { reason: "tooManyDecimals"; denomination: Denomination; example: string }
  | { reason: "ambiguousGrouping" | "ambiguousDollar"; example: string; other: string }
);

/** A longer text is no amount. */
const MAX_LENGTH = 64;

/** Whole digits at most, which is more than any account holds. */
const MAX_DIGITS = 12;

const MINUS = /[-−‐‑–—]/u;

/** Digits of other scripts, raised digits, fractions, and the frames of emoji. */
const OTHER_DIGITS = /(?![0-9])\p{N}|\u20e3/u;

/** What isiNdebele joins to a number or to a sum: "amadola angu-20", and "i-20 USD" as our messages write it. */
const JOINED = /(?<![^ ])(?:[iu]-|(?:angu|angama|ayi|eli|ezi|ezingu)[- ])(?=[*"“]*[$\p{L}\d])/giu;

/** Digits, and the marks between them. */
const NUMBER = /^[\d., '’‘′´`]+$/;

/**
 * Reads an amount as people write it: "20", "20.5 ZWG", "US$ 20", "20 dollars", "*1,000.50*". Forms and
 * quick commands share this function. Without a currency the amount is in `fallback`. A text that may
 * mean two amounts means neither.
 */
export function readAmount(text: string, fallback: Denomination): AmountReading {
  const written = trimMarks(visible(text));
  if (written.length > MAX_LENGTH) return refused("notANumber");
  if (OTHER_DIGITS.test(written)) return refused("otherDigits");
  const parts = split(written.replace(JOINED, ""));
  if (!parts) return refused("notANumber");
  if (MINUS.test(parts.before)) return refused("notPositive");
  const currency = currencyOf(parts);
  switch (currency.kind) {
    case "none":
      return readNumber(parts.number, { denomination: fallback, isNamed: false });
    case "ours":
      return readNumber(parts.number, { denomination: currency.denomination, isNamed: true });
    case "dollar":
      return readDollars(parts.number, fallback);
    case "foreign":
      return { kind: "refused", reason: "unknownCurrency", code: currency.code };
    case "two":
      return refused("twoCurrencies");
    case "unreadable":
      return refused("notANumber");
  }
}

/** The amount that a text means, if it means one. */
export function parseAmount(text: string, fallback: Denomination): Amount | undefined {
  const reading = readAmount(text, fallback);
  return reading.kind === "amount" ? reading.amount : undefined;
}

/** The values of "offer.amount.invalid" for a text that is no amount. */
export function amountRefusal(text: string, fallback: Denomination) {
  const reading = readAmount(text, fallback);
  const given = {
    ...{ reason: "notANumber", denomination: fallback, code: "none", example: "20", other: "none" },
    ...(reading.kind === "refused" && reading),
  };
  const { reason, denomination, code, example, other } = given;
  const places = placesOf(denomination);
  const currencies = denominations.join(", ");
  return { reason, denomination, places, code, currencies, example, other };
}

/** A number, and what stands before and after it. */
interface Parts {
  before: string;
  number: string;
  after: string;
}

/** The number goes from the first digit to the last, and a mark right before it belongs to it: ".5". */
function split(written: string): Parts | undefined {
  const first = written.search(/\d/);
  if (first < 0) return undefined;
  const start = /[.,]/.test(written.charAt(first - 1)) ? first - 1 : first;
  let end = written.length;
  while (!/\d/.test(written.charAt(end - 1))) end--;
  const before = written.slice(0, start);
  // "USD.50" is fifty dollars or half a dollar, and "...5" is five.
  if (start < first && /[\p{L}.,;:]$/u.test(before)) return undefined;
  const number = written.slice(start, end);
  return NUMBER.test(number) ? { before, number, after: written.slice(end) } : undefined;
}

/** The currency that is written before or after the number. "$20 USD" names one currency. */
function currencyOf({ before, after }: Parts): Currency | { kind: "two" } {
  const [first, second] = [before, after].map((part) => readCurrency(trimMarks(part)));
  if (!first || !second || first.kind === "none") return second ?? { kind: "none" };
  if (first.kind === "unreadable" || second.kind === "unreadable") return { kind: "unreadable" };
  if (second.kind === "none") return first;
  const isOneDollar = first.kind === "dollar" && second.kind === "ours";
  return isOneDollar && placesOf(second.denomination) === 2 ? second : { kind: "two" };
}

/** Members whose account counts in Canadian dollars may mean either dollar; to all others it is the US one. */
function readDollars(number: string, fallback: Denomination): AmountReading {
  const reading = readNumber(number, { denomination: "USD", isNamed: true });
  if (fallback !== "CAD" || reading.kind === "refused") return reading;
  const { value } = reading.amount;
  const example = writeAmount({ value, denomination: "CAD" });
  return {
    kind: "refused",
    reason: "ambiguousDollar",
    example,
    other: writeAmount(reading.amount),
  };
}

function readNumber(
  number: string,
  { denomination, isNamed }: { denomination: Denomination; isNamed: boolean },
): AmountReading {
  const places = placesOf(denomination);
  const { kind, fraction, ...decimal } = readDecimal(number, { places, isNamed });
  if (kind === "unclear") return refused("grouping");
  const whole = decimal.whole.replace(/^0+/, "");
  if (whole.length > MAX_DIGITS) return refused("tooLarge");
  const unnamed = isNamed ? undefined : denomination;
  const write = (value: string) => writeAmount({ value, denomination }, unnamed);
  const near = write(withPlaces(`${whole}.${fraction.slice(0, places)}`, places) ?? "0");
  if (kind === "ambiguous") {
    const reason = "ambiguousGrouping";
    return { kind: "refused", reason, example: write(`${whole}${fraction}`), other: near };
  }
  const value = withPlaces(`${whole}.${fraction}`, places);
  if (value === undefined) {
    const example = /[1-9]/.test(near) ? near : write(`0.${"1".padStart(places, "0")}`);
    return { kind: "refused", reason: "tooManyDecimals", denomination, example };
  }
  if (!/[1-9]/.test(value)) return refused("notPositive");
  if (kind === "comma") return { kind: "refused", reason: "commaDecimal", example: near };
  return { kind: "amount", amount: { value, denomination } };
}

/**
 * Writes an amount short, so that `readAmount` reads it as itself: "20.5 ZWG", or "20.5" where it is in
 * `fallback`. Three decimals look like thousands, so they are written with all places and the code.
 */
export function writeAmount({ value, denomination }: Amount, fallback?: Denomination): string {
  const short = withoutZeros(value);
  const full = withPlaces(value, placesOf(denomination)) ?? value;
  if (/\.\d{3}$/.test(short)) return `${full} ${denomination}`;
  return denomination === fallback ? short : `${short} ${denomination}`;
}

/** "20.50" as "20.5", and "20.00" as "20". */
function withoutZeros(value: string): string {
  let end = value.length;
  while (value.includes(".") && value.charAt(end - 1) === "0") end--;
  const short = value.slice(0, end);
  return short.endsWith(".") ? short.slice(0, -1) : short;
}

function refused(
  reason: "notANumber" | "notPositive" | "otherDigits" | "grouping" | "tooLarge" | "twoCurrencies",
): AmountReading {
  return { kind: "refused", reason };
}
