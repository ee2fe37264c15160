import { Big } from "big.js";

/** Milliseconds since 1970. */
export type Clock = () => number;

export const DENOMINATIONS = ["CXX", "XAU", "USD", "CAD", "ZWG"] as const;

export type Denomination = (typeof DENOMINATIONS)[number];

/** credex-core's decimal places, and a fixed rate that only the fake has. */
const MONEY: { [denomination in Denomination]: { places: number; usd: string } } = {
  CXX: { places: 3, usd: "0.05" },
  XAU: { places: 4, usd: "2400" },
  USD: { places: 2, usd: "1" },
  CAD: { places: 2, usd: "0.73" },
  ZWG: { places: 2, usd: "0.037" },
};

/** How much a member of a tier may offer secured in a day. Only the fake has these figures. */
const DAILY_LIMIT_USD: { [tier: number]: string } = { 1: "50", 2: "500" };

/** The tier of hustlers, the first without a daily limit. */
export const HUSTLER = 3;

const DAY_MS = 86_400_000;
const HARARE_OFFSET_MS = 7_200_000;

export function fitsPlaces(amount: Big, denomination: Denomination): boolean {
  return amount.round(MONEY[denomination].places).eq(amount);
}

/** "-5.00 USD" */
export function format(amount: Big, denomination: Denomination): string {
  return `${amount.toFixed(MONEY[denomination].places)} ${denomination}`;
}

export function convert(options: { amount: Big; from: Denomination; to: Denomination }): Big {
  return options.amount.times(MONEY[options.from].usd).div(MONEY[options.to].usd);
}

export function dailyLimitUsd(tier: number): Big | undefined {
  const limit = DAILY_LIMIT_USD[tier];
  return limit === undefined ? undefined : new Big(limit);
}

/** Days of Harare. */
export function isSameDay(a: number, b: number): boolean {
  const day = (at: number) => Math.floor((at + HARARE_OFFSET_MS) / DAY_MS);
  return day(a) === day(b);
}

/** Whether a YYYY-MM-DD is a day from 1 to 52 weeks ahead. */
export function isDueDate(date: string, now: number): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  const today = Math.floor((now + HARARE_OFFSET_MS) / DAY_MS) * DAY_MS;
  return at >= today + 7 * DAY_MS && at <= today + 364 * DAY_MS;
}

/** A free handle derived from a name: "Bob Bakery" → "bob_bakery", then "bob_bakery_2". */
export function handleFor(name: string, isTaken: (handle: string) => boolean): string {
  const letters = name.normalize("NFKD").toLowerCase().replaceAll(/\p{M}/gu, "");
  const plain = letters.replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "");
  const stem = plain.length < 3 ? "member" : plain.slice(0, 24);
  let handle = stem;
  for (let number = 2; isTaken(handle); number += 1) handle = `${stem}_${number}`;
  return handle;
}
