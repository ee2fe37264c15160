import { IntlMessageFormat } from "intl-messageformat";
import type { Entry, Row } from "../../machines/copy/copy.ts";
import type { Choices, Message } from "../conversation/model/effect.ts";
import { LONGEST_NUMBER, longestOf } from "./placeholder-lengths.ts";

/** A part of an ICU message. */
type Part = ReturnType<IntlMessageFormat["getAst"]>[number];

/** A wording with the longest values. Throws the ICU parser's error for an invalid text. */
export function longestMessage(entry: Entry, locale: string): Message {
  const grow = (text: string) => longest(partsOf(text, locale));
  if (typeof entry === "string") return { text: grow(entry) };
  return { text: grow(entry.text), choices: choicesOf(entry, grow) };
}

function choicesOf(entry: Exclude<Entry, string>, grow: (text: string) => string): Choices {
  if ("buttons" in entry) {
    const items = Object.entries(entry.buttons).map(([id, title]) => ({ id, title: grow(title) }));
    return { kind: "buttons", items };
  }
  const items = Object.entries(entry.rows).map(([id, row]) => ({
    id,
    title: grow(titleOf(row)),
    ...(typeof row === "string" ? {} : { description: grow(row.description) }),
  }));
  return { kind: "list", button: entry.list, items };
}

/** The titles that a wording offers, by choice. */
export function titlesOf(entry: Entry): { [choice: string]: string } {
  if (typeof entry === "string") return {};
  if ("buttons" in entry) return entry.buttons;
  return Object.fromEntries(Object.entries(entry.rows).map(([id, row]) => [id, titleOf(row)]));
}

/** The names of the values that the text of a wording needs. */
export function placeholdersOfText(entry: Entry, locale: string): string[] {
  return namesIn(partsOf(typeof entry === "string" ? entry : entry.text, locale));
}

/** The names of the values that a row needs. */
export function placeholdersOfRow(row: Row, locale: string): string[] {
  const texts = typeof row === "string" ? [row] : [row.title, row.description];
  return texts.flatMap((text) => namesIn(partsOf(text, locale)));
}

/** The names of all values that a wording needs. */
export function placeholdersOf(entry: Entry, locale: string): Set<string> {
  return new Set(textsOf(entry).flatMap((text) => namesIn(partsOf(text, locale))));
}

function textsOf(entry: Entry): string[] {
  if (typeof entry === "string") return [entry];
  if ("buttons" in entry) return [entry.text, ...Object.values(entry.buttons)];
  return [
    entry.text,
    ...Object.values(entry.rows).flatMap((row) =>
      typeof row === "string" ? [row] : [row.title, row.description],
    ),
  ];
}

/** Whether all texts of a wording are valid ICU messages. */
export function isReadable(entry: Entry, locale: string): boolean {
  try {
    placeholdersOf(entry, locale);
    return true;
  } catch {
    return false;
  }
}

function titleOf(row: Row): string {
  return typeof row === "string" ? row : row.title;
}

/** By locale and text: several rules parse the same one, and most are unchanged since the last save. */
const known = new Map<string, Part[]>();

function partsOf(text: string, locale: string): Part[] {
  const name = `${locale} ${text}`;
  const parts =
    known.get(name) ?? new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst();
  known.set(name, parts);
  return parts;
}

/** The values that the text of a wording shows in every case, not only chooses words by. */
export function shownIn(entry: Entry, locale: string): Set<string> {
  return namesShown(partsOf(typeof entry === "string" ? entry : entry.text, locale));
}

function namesShown(parts: Part[]): Set<string> {
  return new Set(
    parts.flatMap((part) => {
      if (!("value" in part) || isLiteral(part)) return [];
      return "options" in part ? inEvery(Object.values(part.options)) : [part.value];
    }),
  );
}

function inEvery(options: { value: Part[] }[]): string[] {
  const [first = new Set<string>(), ...others] = options.map(({ value }) => namesShown(value));
  return [...first].filter((name) => others.every((other) => other.has(name)));
}

/** What the texts of a wording look like, with each case of a `select` or `plural` in turn. */
export function variantsOf(entry: Entry, locale: string): string[] {
  return textsOf(entry).flatMap((text) => variants(partsOf(text, locale)));
}

/** Each case is shown once, not with each case of the others. */
function variants(parts: Part[]): string[] {
  const options = parts.map((part) => {
    if ("options" in part)
      return Object.values(part.options).flatMap(({ value }) => variants(value));
    return ["value" in part && isLiteral(part) ? part.value : "…"];
  });
  const first = options.map(([one = ""]) => one);
  return options.flatMap((texts, at) =>
    texts.map((text) => first.map((other, index) => (index === at ? text : other)).join("")),
  );
}

function longest(parts: Part[]): string {
  return parts
    .map((part) => {
      if ("options" in part) {
        const texts = Object.values(part.options).map(({ value }) => longest(value));
        return texts.reduce((one, other) => (other.length > one.length ? other : one), "");
      }
      // A lone # within a plural has no name: it is the plural's number.
      if (!("value" in part)) return LONGEST_NUMBER;
      return isLiteral(part) ? part.value : longestOf(part.value);
    })
    .join("");
}

function namesIn(parts: Part[]): string[] {
  return parts.flatMap((part) => {
    if (!("value" in part) || isLiteral(part)) return [];
    const inner = "options" in part ? Object.values(part.options) : [];
    return [part.value, ...inner.flatMap(({ value }) => namesIn(value))];
  });
}

/** The parser's constant for plain text: it does not export the names. */
function isLiteral({ type }: Part): boolean {
  return type === 0;
}
