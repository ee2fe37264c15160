import { IntlMessageFormat } from "intl-messageformat";
import type { Copy, Entry, Row } from "../../machines/copy/copy.ts";
import { type Amount, type Day, isDenomination, placesOf } from "../../machines/values.ts";
import type { Choices } from "../conversation/model/effect.ts";
import type { Render } from "../conversation/ports/copy.ts";

/** VimbisoPay's members use the time of Harare, UTC+2 all year. */
const TIME_ZONE = "Africa/Harare";

/** A reply whose key is not in the copy, or with a value missing. */
export class CopyError extends Error {
  readonly code = "copy";
  override readonly name = "CopyError";
}

/** Renders replies. A locale without copy of its own gets `fallback`. */
export function createRender(options: {
  copies: { [locale: string]: Copy };
  fallback: string;
  /** Where a member can reach a person, if anywhere. */
  supportUrl?: string | undefined;
}): Render {
  const formats = new Map<string, IntlMessageFormat>();
  const languages = Object.keys(options.copies).length;
  const given = createGiven({ support: options.supportUrl ?? "none", languages });
  const show = createShow();
  const say = ({ name, text, locale, values }: Saying): string => {
    // Members' names may contain anything, and copy contains no tags.
    const format = kept(formats, `${locale} ${name}`, () => {
      return new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
    });
    return String(format.format(values));
  };
  const showAll = (locale: string, values: { [name: string]: unknown }): Shown => {
    const shown = Object.entries(values).map(([name, value]) => [name, show(locale, value)]);
    return Object.fromEntries(shown);
  };
  return ({ reply, locale, now }) => {
    const chosen = Object.hasOwn(options.copies, locale) ? locale : options.fallback;
    const { key, choices, ...own } = reply;
    const entry = options.copies[chosen]?.[key];
    if (entry === undefined) throw new CopyError(`There is no copy for ${key}`);
    try {
      const values = { ...showAll(chosen, own), ...given(chosen, now) };
      const word: Word = (part, text, more = {}) => {
        const all = { ...values, ...showAll(chosen, more) };
        return say({ name: `${key} ${part}`, text, locale: chosen, values: all });
      };
      return { text: word("text", textOf(entry)), ...choicesOf(entry, choices, word) };
    } catch (cause) {
      throw new CopyError(`The copy for ${key} lacks a value`, { cause });
    }
  };
}

interface Saying {
  /** Identifies the text among all of a locale's. */
  name: string;
  text: string;
  locale: string;
  values: Shown;
}

type Shown = { [name: string]: string | number };

/** Renders a part of an entry. */
type Word = (part: string, text: string, more?: { [name: string]: unknown }) => string;

function textOf(entry: Entry): string {
  return typeof entry === "string" ? entry : entry.text;
}

function choicesOf(entry: Entry, chosen: unknown, word: Word): { choices?: Choices } {
  if (typeof entry === "string") return {};
  if ("buttons" in entry) {
    const named = Array.isArray(chosen) ? chosen.map(readChosen) : undefined;
    const items = Object.entries(entry.buttons)
      .map(([id, title]) => ({ id, title }))
      .filter(({ id }) => !named || named.some(({ row }) => row === id));
    return { choices: { kind: "buttons", items } };
  }
  const choices = Array.isArray(chosen)
    ? chosen.map(readChosen)
    : Object.keys(entry.rows).map((row): Chosen => ({ row, more: {} }));
  const items = choices.map(({ row, value, more }) => {
    const copy = entry.rows[row];
    if (copy === undefined) throw new TypeError("A row that is not in the copy");
    const { title, description } = rowOf(copy);
    return {
      id: value === undefined ? row : `${row}=${value}`,
      title: word(`${row} title`, title, more),
      ...(description !== undefined && {
        description: word(`${row} description`, description, more),
      }),
    };
  });
  return { choices: { kind: "list", button: entry.list, items } };
}

/** A row that is offered this time; `more` holds the values of its text, beside the message's values. */
interface Chosen {
  row: string;
  value?: string | undefined;
  more: { [name: string]: unknown };
}

function readChosen(choice: { row: string; value?: string }): Chosen {
  const { row, value, ...more } = choice;
  return { row, value, more };
}

function rowOf(row: Row): { title: string; description?: string } {
  return typeof row === "string" ? { title: row } : row;
}

/**
 * Formats a value: a text unchanged, an amount with all its digits grouped as in the locale, a day as in the locale.
 */
function createShow(): (locale: string, value: unknown) => string | number {
  const formats = new Map<string, Intl.NumberFormat>();
  const days = new Map<string, Intl.DateTimeFormat>();
  return (locale, value) => {
    if (typeof value === "string" || typeof value === "number") return value;
    if (isDay(value)) {
      const format = kept(days, locale, () => {
        const inZimbabwe = new Intl.Locale(locale, { region: "ZW" });
        return new Intl.DateTimeFormat(inZimbabwe, { timeZone: "UTC", dateStyle: "long" });
      });
      return dayFirst(format.formatToParts(Date.parse(value.day)));
    }
    if (!isAmount(value)) throw new TypeError("Not a text, number, amount or day");
    const places = placesOf(value.denomination);
    const format = kept(formats, `${locale} ${places}`, () => {
      return new Intl.NumberFormat(locale, {
        minimumFractionDigits: places,
        maximumFractionDigits: places,
      });
    });
    return `${format.format(value.value)} ${value.denomination}`;
  };
}

/** An amount with exactly its digits: `Intl` formats a decimal text without a float. */
type ShownAmount = Amount & { value: Intl.StringNumericLiteral };

function isAmount(value: unknown): value is ShownAmount {
  if (typeof value !== "object" || value === null) return false;
  const { value: digits, denomination } = value as Partial<Amount>;
  return /^\d+(\.\d+)?$/.test(digits ?? "") && isDenomination(denomination ?? "");
}

function isDay(value: unknown): value is Day {
  if (typeof value !== "object" || value === null) return false;
  return /^\d{4}-\d\d-\d\d$/.test((value as Partial<Day>).day ?? "");
}

/** Values that every text may use, as in copy/en.ts. */
type Given = Shown & { partOfDay: string; when: string };

const MINUTE_MS = 60_000;

/** `same` holds the values that never change. The others change once a minute, and are expensive to format. */
function createGiven(same: Shown): (locale: string, now: number) => Given {
  const latest = new Map<string, { minute: number; given: Given }>();
  const giveAt = createTimes();
  return (locale, now) => {
    const minute = Math.floor(now / MINUTE_MS);
    const known = latest.get(locale);
    if (known?.minute === minute) return known.given;
    const given = { ...same, ...giveAt(locale, now) };
    latest.set(locale, { minute, given });
    return given;
  };
}

/** The time as texts say it, to the minute. */
function createTimes(): (locale: string, now: number) => { partOfDay: string; when: string } {
  const times = new Map<string, Intl.DateTimeFormat>();
  const hours = new Intl.DateTimeFormat("en", {
    timeZone: TIME_ZONE,
    hour: "2-digit",
    hourCycle: "h23",
  });
  return (locale, now) => {
    const time = kept(times, locale, () => {
      return new Intl.DateTimeFormat(new Intl.Locale(locale, { region: "ZW" }), {
        timeZone: TIME_ZONE,
        day: "numeric",
        month: "long",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      });
    });
    const hour = Number(hours.format(now));
    const partOfDay = hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
    return { partOfDay, when: inOrder(locale, time.formatToParts(now)) };
  };
}

/** The data of `Intl` puts the year of a Shona date first; in Zimbabwe the day comes first. */
function dayFirst(parts: Intl.DateTimeFormatPart[]): string {
  if (parts[0]?.type !== "year") return parts.map(({ value }) => value).join("");
  const { day, month, year } = byType(parts);
  return `${day} ${month} ${year}`;
}

function byType(parts: Intl.DateTimeFormatPart[]): { [type: string]: string } {
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

/** A date and a time as written in Zimbabwe. */
function inOrder(locale: string, parts: Intl.DateTimeFormatPart[]): string {
  const { day, month, year, hour, minute } = byType(parts);
  return `${day} ${month} ${year}${locale === "en" ? " at " : ", "}${hour}:${minute}`;
}

/** The format of that name, created on first use: creating one is expensive. */
function kept<F>(formats: Map<string, F>, name: string, make: () => F): F {
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = make();
  formats.set(name, made);
  return made;
}
