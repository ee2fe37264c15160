const DAY_MS = 24 * 60 * 60 * 1000;
/** UTC+2 the year round. */
const HARARE_MS = 2 * 60 * 60 * 1000;

/** credex-core takes a due date from 1 to 52 weeks ahead. */
const SOONEST_DAYS = 7;
const LATEST_DAYS = 364;

const MONTHS = [
  ...["january", "february", "march", "april", "may", "june"],
  ...["july", "august", "september", "october", "november", "december"],
];

/** The day in Harare at a time, given in milliseconds since 1970. */
export function dayAt(at: number): string {
  return new Date(at + HARARE_MS).toISOString().slice(0, 10);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

export function isDueDate(day: string, today: string): boolean {
  const ahead = (Date.parse(day) - Date.parse(today)) / DAY_MS;
  return ahead >= SOONEST_DAYS && ahead <= LATEST_DAYS;
}

/** "2026-12-31" as "31/12/2026", which every member reads and `parseDay` takes. */
export function formatDay(day: string): string {
  return day.split("-").reverse().join("/");
}

/**
 * Reads "2026-12-31", "31/12/2026", "31.12.26", "31 Dec", "Dec 31, 2026" and "6 weeks": the day comes
 * before the month's number. Without a year it is the next such day.
 */
export function parseDay(text: string, today: string): string | undefined {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const ahead = /^(?:in )?(\d{1,3}) ?(day|week)s?$/.exec(words);
  if (ahead) return addDays(today, Number(ahead[1]) * (ahead[2] === "week" ? 7 : 1));
  const parts =
    /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})$/.exec(words) ??
    /^(?<day>\d{1,2})[-/.](?<month>\d{1,2})(?:[-/.](?<year>\d{4}|\d{2}))?$/.exec(words) ??
    /^(?<day>\d{1,2})(?:st|nd|rd|th)?[ -]?(?<month>[a-z]{3,9})\.?,?(?:[ -](?<year>\d{4}|\d{2}))?$/.exec(
      words,
    ) ??
    /^(?<month>[a-z]{3,9})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,?(?: (?<year>\d{4}))?$/.exec(words);
  const { year, month = "", day = "" } = parts?.groups ?? {};
  if (year) return toDay(year.padStart(4, "20"), month, day);
  const thisYear = Number(today.slice(0, 4));
  return [thisYear, thisYear + 1]
    .map((next) => toDay(`${next}`, month, day))
    .find((found) => found !== undefined && found >= today);
}

/** `undefined` for a day that no calendar has, such as 30 February. */
function toDay(year: string, month: string, day: string): string | undefined {
  const named = MONTHS.findIndex((name) => month.length >= 3 && name.startsWith(month)) + 1;
  const number = named || Number(month || Number.NaN);
  const time = Date.UTC(Number(year), number - 1, Number(day));
  const found = Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 10);
  const wanted = [year, number, day].map((part) => `${part}`.padStart(2, "0")).join("-");
  return found === wanted ? found : undefined;
}
