import { monthOf, weekdayOf } from "./months.ts";
import { trimMarks, visible } from "./text.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** UTC+2 the year round. */
const HARARE_MS = 2 * 60 * 60 * 1000;

/** credex-core takes a due date from 1 to 52 weeks ahead. */
const SOONEST_DAYS = 7;
const LATEST_DAYS = 364;

/** A longer text is no date. */
const MAX_LENGTH = 64;

/** Of every kind that keyboards and copying make. */
const DASHES = /[‐‑‒–—−]/g;
const SLASHES = /[⁄∕／]/g;

/** "on", "by", and what they are in chiShona and isiNdebele. */
const LEAD_IN = /^(?:(?:due )?(?:on|by)|due|musi|mhla)(?: |(?=ka|wa))/;

/** What chiShona and isiNdebele join to a day or a month: "musi wa15 Ndira", "15 kaZibandlela". */
const JOINED = /(?<![a-z])(?:ka|wa|ngo)[- ]?(?=\d|[a-z]{3})/g;

/** What a member wrote as a date: the day, or the reason why it is none. */
export type DayReading =
  | { kind: "day"; day: string }
  /** `monthFirst`: the day would be right if it came first. `weekday`: the day is another day of the week. */
  | { kind: "refused"; reason: "notADate" | "noSuchDay" | "monthFirst" | "weekday" };

/** The day in Harare at a time, given in milliseconds since 1970. */
export function dayAt(at: number): string {
  return new Date(at + HARARE_MS).toISOString().slice(0, 10);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

export function isDueDate(day: string, today: string): boolean {
  return dueFault(day, today) === undefined;
}

/** The first and the last day on which an unsecured offer may be due. */
export function dueRange(today: string): { first: string; last: string } {
  return { first: addDays(today, SOONEST_DAYS), last: addDays(today, LATEST_DAYS) };
}

/** On which side of the due dates a day lies, if on one. */
export function dueFault(day: string, today: string): "soon" | "late" | undefined {
  const ahead = (Date.parse(day) - Date.parse(today)) / DAY_MS;
  if (ahead > LATEST_DAYS) return "late";
  return ahead >= SOONEST_DAYS ? undefined : "soon";
}

/** "2026-12-31" as "31/12/2026", which every member reads and `readDay` takes. */
export function formatDay(day: string): string {
  return day.split("-").reverse().join("/");
}

/**
 * Reads "2026-12-31", "31/12/2026", "31.12.26", "31 Dec", "Dec 31, 2026", "Friday 1st of January", "25 Zvita
 * 2026", "2026 Zvita 25", "6 weeks", "mavhiki 6" and "tomorrow": the day comes before the month's
 * number. Without a year it is the next such day.
 */
export function readDay(text: string, today: string): DayReading {
  const written = trimMarks(visible(text)).toLowerCase();
  if (written.length > MAX_LENGTH) return { kind: "refused", reason: "notADate" };
  const words = written
    .replaceAll(DASHES, "-")
    .replaceAll(SLASHES, "/")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?([-/]) ?/g, "$1")
    .replaceAll(/(?<=\d) ?\. ?(?=\d)/g, ".");
  const ahead = daysAhead(words);
  if (ahead !== undefined) return { kind: "day", day: addDays(today, ahead) };
  const { weekday, rest } = splitWeekday(words.replace(LEAD_IN, "").replaceAll(JOINED, ""));
  const parts = partsOf(rest);
  if (!parts) return { kind: "refused", reason: "notADate" };
  const day = dayOf(parts, today);
  if (day === undefined) return { kind: "refused", reason: reasonOf(parts) };
  if (weekday !== undefined && weekday !== weekdayAt(day))
    return { kind: "refused", reason: "weekday" };
  return { kind: "day", day };
}

/** The day that a text means, if it means one. */
export function parseDay(text: string, today: string): string | undefined {
  const reading = readDay(text, today);
  return reading.kind === "day" ? reading.day : undefined;
}

const TODAY = new Set(["today", "nhasi", "lamuhla"]);
const TOMORROW = new Set(["tomorrow", "mangwana", "kusasa"]);

const DAYS_AHEAD = /^(?:in )?(\d{1,3}) ?days?(?: from now|'? time)?$/;
/** "6 weeks", and the rows of the list in each language: "Mumavhiki 6", "Ngamaviki angu-6". */
const WEEKS_AHEAD =
  /^(?:(?:in )?(\d{1,3}) ?(?:weeks?|wks?)(?: from now|'? time)?|(?:mu)?(?:ma)?vhiki (\d{1,3})|(?:ama|ngama|nge|i|ma)?viki (?:angu|eli)?[- ]?(\d{1,3}))$/;

function daysAhead(words: string): number | undefined {
  if (TODAY.has(words)) return 0;
  if (TOMORROW.has(words)) return 1;
  const days = DAYS_AHEAD.exec(words)?.[1];
  if (days !== undefined) return Number(days);
  const weeks = WEEKS_AHEAD.exec(words)?.slice(1).find(Boolean);
  return weeks === undefined ? undefined : Number(weeks) * 7;
}

/** "friday, 15 january" is a day of the week and a date. */
function splitWeekday(words: string): { weekday: number | undefined; rest: string } {
  const [, first = "", others = ""] = /^([a-z]+)(?:[.,] ?| )(.+)$/.exec(words) ?? [];
  const weekday = weekdayOf(first) ?? weekdayOf(first.replace(/^(?:lwe|nge|ne|[ui])/, ""));
  return { weekday, rest: weekday === undefined ? words : others };
}

interface Parts {
  day: string;
  /** Its number or its name. */
  month: string;
  /** `undefined` for the next such day. */
  year: string | undefined;
}

const SHAPES = [
  /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})$/,
  /^(?<day>\d{1,2})[-/.](?<month>\d{1,2})(?:[-/.](?<year>\d{4}|\d{2}))?$/,
  /^(?<day>\d{1,2}) (?<month>\d{1,2}) (?<year>\d{4})$/,
  /^(?:the )?(?<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[-/. ]{0,2}(?<month>[a-z]{3,11})[-/.,' ]{0,3}(?<year>\d{4}|\d{2})?$/,
  /^(?<month>[a-z]{3,11})[-/. ]{0,2}(?<day>\d{1,2})(?:st|nd|rd|th)?(?:[-/,' ]{1,2}(?<year>\d{4}))?$/,
  /^(?<year>\d{4})[-/ ](?<month>[a-z]{3,11})[-/ ](?<day>\d{1,2})$/,
];

function partsOf(words: string): Parts | undefined {
  for (const shape of SHAPES) {
    const { year, month = "", day = "" } = shape.exec(words)?.groups ?? {};
    const isKnown = /^\d/.test(month) || monthOf(month) !== undefined;
    if (day && isKnown) return { day, month, year: year?.padStart(4, "20") };
  }
  return undefined;
}

function dayOf({ year, month, day }: Parts, today: string): string | undefined {
  const number = monthOf(month) ?? Number(month);
  if (year !== undefined) return toDay(year, number, day);
  const thisYear = Number(today.slice(0, 4));
  return [thisYear, thisYear + 1]
    .map((next) => toDay(`${next}`, number, day))
    .find((found) => found !== undefined && found >= today);
}

/** `undefined` for a day that no calendar has, such as 30 February. */
function toDay(year: string, month: number, day: string): string | undefined {
  const time = Date.UTC(Number(year), month - 1, Number(day));
  const found = Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 10);
  const wanted = [year, month, day].map((part) => `${part}`.padStart(2, "0")).join("-");
  return found === wanted ? found : undefined;
}

function reasonOf({ day, month }: Parts): "noSuchDay" | "monthFirst" {
  const isMonthFirst = Number(month) > 12 && Number(month) <= 31 && Number(day) <= 12;
  return isMonthFirst ? "monthFirst" : "noSuchDay";
}

/** From 1 for Monday. */
function weekdayAt(day: string): number {
  return new Date(day).getUTCDay() || 7;
}
