import { IntlMessageFormat } from "intl-messageformat";
import type { Copy, Entry, Row } from "../../machines/copy/copy.ts";
import { type Amount, isDenomination, placesOf } from "../../machines/values.ts";
import type { Choices, Message } from "../engine/effect.ts";
import type { Render } from "../engine/ports.ts";

/** VimbisoPay's members live by the time of Harare, UTC+2 the year round. */
const TIME_ZONE = "Africa/Harare";

/** A reply that the copy does not hold, or with a value missing. */
export class CopyError extends Error {
  readonly code = "copy";
  override readonly name = "CopyError";
}

/** Puts replies into words. A locale without copy of its own gets `fallback`. */
export function createRender(options: {
  copies: { [locale: string]: Copy };
  fallback: string;
}): Render {
  const formats = new Map<string, IntlMessageFormat>();
  const given = createGiven();
  const show = createShow();
  return ({ reply, locale, now }) => {
    const chosen = options.copies[locale] ? locale : options.fallback;
    const { key, ...values } = reply;
    const entry = options.copies[chosen]?.[key];
    if (entry === undefined) throw new CopyError(`There is no copy for ${key}`);
    try {
      // Members' names may hold anything, and copy holds no tags.
      const format = kept(formats, `${chosen} ${key}`, () => {
        return new IntlMessageFormat(textOf(entry), chosen, undefined, { ignoreTag: true });
      });
      const shown = Object.entries(values).map(([name, value]) => [name, show(chosen, value)]);
      const text = String(format.format({ ...Object.fromEntries(shown), ...given(chosen, now) }));
      return { text, ...choicesOf(entry) } satisfies Message;
    } catch (cause) {
      throw new CopyError(`The copy for ${key} needs another value`, { cause });
    }
  };
}

function textOf(entry: Entry): string {
  return typeof entry === "string" ? entry : entry.text;
}

function choicesOf(entry: Entry): { choices?: Choices } {
  if (typeof entry === "string") return {};
  if ("buttons" in entry) {
    const items = Object.entries(entry.buttons).map(([id, title]) => ({ id, title }));
    return { choices: { kind: "buttons", items } };
  }
  const items = Object.entries(entry.rows).map(([id, row]) => ({ id, ...rowOf(row) }));
  return { choices: { kind: "list", button: entry.list, items } };
}

function rowOf(row: Row): { title: string; description?: string } {
  return typeof row === "string" ? { title: row } : row;
}

/** How a value reads: words as they come, an amount as its locale groups it, to the last digit. */
function createShow(): (locale: string, value: unknown) => string | number {
  const formats = new Map<string, Intl.NumberFormat>();
  return (locale, value) => {
    if (typeof value === "string" || typeof value === "number") return value;
    if (!isAmount(value)) throw new TypeError("Neither words, nor a number, nor an amount");
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

/** An amount whose digits `Intl` takes as they stand: it formats a decimal text without a float. */
type Shown = Amount & { value: Intl.StringNumericLiteral };

function isAmount(value: unknown): value is Shown {
  if (typeof value !== "object" || value === null) return false;
  const { value: digits, denomination } = value as Partial<Amount>;
  return /^\d+(\.\d+)?$/.test(digits ?? "") && isDenomination(denomination ?? "");
}

/** What every text may use: the part of the day, and the date and time. */
function createGiven(): (locale: string, now: number) => { partOfDay: string; when: string } {
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
        dateStyle: "long",
        timeStyle: "short",
        hourCycle: "h23",
      });
    });
    const hour = Number(hours.format(now));
    const partOfDay = hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
    return { partOfDay, when: time.format(now) };
  };
}

/** The format of that name, made when it is first asked for: making one is dear. */
function kept<F>(formats: Map<string, F>, name: string, make: () => F): F {
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = make();
  formats.set(name, made);
  return made;
}
