import { IntlMessageFormat } from "intl-messageformat";
import type { Copy, Entry, Row } from "../../machines/copy/copy.ts";
import { type Amount, formatAmount } from "../../machines/values.ts";
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
  return ({ reply, locale, now }) => {
    const chosen = options.copies[locale] ? locale : options.fallback;
    const entry = options.copies[chosen]?.[reply.key];
    if (entry === undefined) throw new CopyError(`There is no copy for ${reply.key}`);
    const name = `${chosen} ${reply.key}`;
    let format = formats.get(name);
    if (!format) {
      // Members' names may hold anything, and copy holds no tags.
      format = new IntlMessageFormat(textOf(entry), chosen, undefined, { ignoreTag: true });
      formats.set(name, format);
    }
    try {
      const text = String(format.format({ ...valuesOf(reply), ...given(chosen, now) }));
      return { text, ...choicesOf(entry) } satisfies Message;
    } catch (cause) {
      throw new CopyError(`The copy for ${reply.key} needs another value`, { cause });
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

function valuesOf(reply: { [value: string]: unknown }): { [value: string]: string | number } {
  return Object.fromEntries(
    Object.entries(reply).map(([name, value]) => [
      name,
      isAmount(value) ? formatAmount(value) : typeof value === "number" ? value : String(value),
    ]),
  );
}

function isAmount(value: unknown): value is Amount {
  return typeof value === "object" && value !== null && "denomination" in value;
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
    let time = times.get(locale);
    if (!time) {
      time = new Intl.DateTimeFormat(locale, {
        timeZone: TIME_ZONE,
        dateStyle: "medium",
        timeStyle: "short",
        hourCycle: "h23",
      });
      times.set(locale, time);
    }
    const hour = Number(hours.format(now));
    const partOfDay = hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
    return { partOfDay, when: time.format(now) };
  };
}
