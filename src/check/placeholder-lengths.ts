/** How many rows of offers one message shows. */
const LINES = 7;

const name = "W".repeat(50);
/** Fifteen digits with separators, and a currency. */
const amount = "999,999,999,999.999 XAU";
const offerLines = (count: number) =>
  Array.from({ length: count }, () => `*${amount}* (${"W".repeat(60)})`).join("\n");

/** The longest plausible value of a placeholder, by its name. */
const LONGEST: { [placeholder: string]: string } = {
  name,
  firstname: name,
  lastname: name,
  account: name,
  recipient: name,
  // With its handle.
  counterparty: "W".repeat(60),
  // A handle that ends with an underscore is enclosed in marks.
  handle: "w".repeat(32),
  amount,
  sum: amount,
  netAssets: amount,
  balances: Array.from({ length: 5 }, () => amount).join(", "),
  denomination: "ZWG",
  // The machine shortens it to what a row can show.
  title: "W".repeat(24),
  reason: "w".repeat(200),
  reference: "00000000-0000-0000-0000-000000000000",
  offers: offerLines(LINES),
  // The two halves of one list.
  secured: offerLines(Math.ceil(LINES / 2)),
  unsecured: offerLines(Math.ceil(LINES / 2)),
  when: "w".repeat(40),
  due: "w".repeat(40),
  example: "999999999999.999 XAU",
  other: "999999999999.999 XAU",
  code: "ZAR",
  currencies: "USD, ZWG, CAD, CXX, XAU",
  places: "4",
  character: "w",
  first: "w".repeat(40),
  last: "w".repeat(40),
};

export const LONGEST_NUMBER = "999,999";

/** For a placeholder without a known length: a short sentence. */
const UNKNOWN = "w".repeat(100);

export function longestOf(placeholder: string): string {
  if (/count$|^pending|^page/i.test(placeholder)) return LONGEST_NUMBER;
  return LONGEST[placeholder] ?? UNKNOWN;
}
