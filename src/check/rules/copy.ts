import type { Entry } from "../../../machines/copy/copy.ts";
import { isGiven } from "../../../machines/copy/placeholders.ts";
import { describeBreach, describeFormatError } from "../breach.ts";
import type { FlowModel, Locale } from "../flow-model.ts";
import type { Place, Problem } from "../problem.ts";
import { longestMessage, placeholdersOf, titlesOf, variantsOf } from "../wording.ts";
import { isMultilingual } from "./languages.ts";

/** Every wording fits into a WhatsApp message, with the longest plausible names and amounts. */
export function findTooLong({
  locales,
  breachesOf,
}: Pick<FlowModel, "locales" | "breachesOf">): Problem[] {
  return locales.flatMap((locale) =>
    wordingsOf(locale).flatMap(({ key, entry, place }) => {
      // What is filled in nowhere is reported for itself.
      if (filledButtonsOf(entry).length > 0) return [];
      const breaches = breachesOf(longestMessage(entry, locale.code));
      if (breaches.length === 0) return [];
      const blank = breaches.filter((one) => one.endsWith(": blank"));
      if (blank.length > 0) {
        const sentence = `“${key}” cannot be sent: ${blank.map(describeBreach).join("; ")}. Write what it says.`;
        return [{ ...place, sentence }];
      }
      return [
        {
          ...place,
          sentence: `“${key}” exceeds WhatsApp's limits when names and amounts are long: ${breaches.map(describeBreach).join("; ")}. Shorten it, or offer less at once.`,
        },
      ];
    }),
  );
}

/** Every wording is a valid ICU message. */
export function findUnreadable({ locales }: Pick<FlowModel, "locales">): Problem[] {
  return locales.flatMap(({ code, copy, places, source }) =>
    Object.entries(copy).flatMap(([key, entry]) => {
      const reason = reasonWhyNot(() => placeholdersOf(entry, code));
      if (reason === undefined) return [];
      return [
        {
          ...(places.get(key) ?? { file: source.file, line: 1 }),
          sentence: `The braces of “${key}” cannot be parsed: ${describeFormatError(reason)}. A value is \`{name}\`; every brace that opens must close.`,
        },
      ];
    }),
  );
}

/** A typed text is matched with titles, so a message has each title only once. */
export function findRepeatedTitles({ locales }: Pick<FlowModel, "locales">): Problem[] {
  return locales.flatMap((locale) =>
    wordingsOf(locale).flatMap(({ key, entry, place }) => {
      const titles = Object.values(titlesOf(entry));
      return titles
        .filter((title, index) => titles.findIndex((other) => fold(other) === fold(title)) < index)
        .map((title) => ({
          ...place,
          sentence: `“${key}” offers “${title}” twice, and a member who types it could mean either. Give each button and row a title of its own.`,
        }));
    }),
  );
}

/** Every `*bold*` is closed in its line, whatever the values are. */
export function findUnclosedMarks({ locales }: Pick<FlowModel, "locales">): Problem[] {
  return locales.flatMap((locale) =>
    wordingsOf(locale).flatMap(({ key, entry, place }) => {
      const lines = variantsOf(entry, locale.code).flatMap((text) => text.split("\n"));
      const odd = lines.find((line) => (line.match(/\*/g) ?? []).length % 2 > 0);
      if (odd === undefined) return [];
      return [
        {
          ...place,
          sentence: `A \`*\` of “${key}” is not closed in its line, so members see the sign instead of bold: “${odd.trim()}”. Close it, or remove it.`,
        },
      ];
    }),
  );
}

/** A button's title is sent as it is written: no value is filled in. */
export function findFilledButtons({ locales }: Pick<FlowModel, "locales">): Problem[] {
  return locales.flatMap((locale) =>
    wordingsOf(locale).flatMap(({ key, entry, place }) =>
      filledButtonsOf(entry).map((title) => ({
        ...place,
        sentence: `The button “${title}” of “${key}” has a value in braces, and a button is sent as it is written. Use the same words always, or a list.`,
      })),
    ),
  );
}

function filledButtonsOf(entry: Entry): string[] {
  if (typeof entry === "string" || !("buttons" in entry)) return [];
  return Object.values(entry.buttons).filter((title) => /[{}]/.test(title));
}

/**
 * All languages have the same keys, offer the same choices and use the same values. `reported`: the keys whose
 * values are reported where a machine says them.
 */
export function findDifferences(
  { locales }: Pick<FlowModel, "locales">,
  reported: ReadonlySet<string> = new Set(),
): Problem[] {
  const english = locales.find(({ code }) => code === "en");
  if (!english) return [];
  return locales
    .filter((locale) => locale !== english)
    .flatMap((locale) => [
      ...Object.keys(english.copy)
        .filter((key) => !Object.hasOwn(locale.copy, key))
        .map((key) => ({
          file: locale.source.file,
          line: 1,
          cause: `${key} is missing`,
          sentence: `“${key}” is missing in this language. Add it, with the same buttons and values as in copy/en.ts.`,
        })),
      ...wordingsOf(locale).flatMap((wording) => compare(english, locale, wording, reported)),
    ]);
}

function compare(
  english: Locale,
  { code }: Locale,
  { key, entry, place }: Wording,
  reported: ReadonlySet<string>,
): Problem[] {
  const original = english.copy[key];
  if (original === undefined)
    return [{ ...place, sentence: `“${key}” is not in copy/en.ts. Remove it, or add it there.` }];
  // Reported for the original.
  if (reasonWhyNot(() => placeholdersOf(original, "en")) !== undefined) return [];
  return [
    // A language that is not offered is reported as such.
    isMultilingual(original) && isMultilingual(entry)
      ? undefined
      : differenceOf(
          "buttons or rows",
          Object.keys(titlesOf(original)),
          Object.keys(titlesOf(entry)),
        ),
    reported.has(key)
      ? undefined
      : differenceOf(
          "values",
          [...placeholdersOf(original, "en")],
          [...placeholdersOf(entry, code)],
        ),
  ].flatMap((difference) => {
    if (difference === undefined) return [];
    const sentence = `“${key}” differs from copy/en.ts in its ${difference}.`;
    return [{ ...place, sentence, cause: sentence }];
  });
}

function differenceOf(what: string, original: string[], own: string[]): string | undefined {
  const missing = original.filter((name) => !own.includes(name) && !isGiven(name));
  const unknown = own.filter((name) => !original.includes(name) && !isGiven(name));
  if (missing.length + unknown.length === 0) return undefined;
  const add = missing.length > 0 ? [`add ${missing.join(", ")}`] : [];
  const remove = unknown.length > 0 ? [`take out ${unknown.join(", ")}`] : [];
  return `${what}: ${[...add, ...remove].join(", and ")}`;
}

interface Wording {
  key: string;
  entry: Entry;
  place: Place;
}

/** Those that can be parsed; the others are reported once. */
function wordingsOf({ code, copy, places, source }: Locale): Wording[] {
  return Object.entries(copy)
    .filter(([, entry]) => reasonWhyNot(() => placeholdersOf(entry, code)) === undefined)
    .map(([key, entry]) => ({
      key,
      entry,
      place: places.get(key) ?? { file: source.file, line: 1 },
    }));
}

function reasonWhyNot(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0] : String(error);
  }
}

/** As the engine compares a typed text with titles. */
function fold(title: string): string {
  return title
    .replace(/\p{Extended_Pictographic}|\uFE0F/gu, "")
    .trim()
    .toLocaleLowerCase();
}
