import type { Entry } from "../../../machines/copy/copy.ts";
import { nodesIn } from "../ast.ts";
import type { FlowModel, Locale } from "../flow-model.ts";
import { suggest } from "../nearest.ts";
import type { Place, Problem } from "../problem.ts";
import { titlesOf } from "../wording.ts";

/** What is shorter may be the same in two languages: a name, a currency. */
const WORDS_OF_A_SENTENCE = 3;

/** No wording was copied from another language and left as it is. What a speaker reviewed may be the same. */
export function findUntranslated({ locales }: Pick<FlowModel, "locales">): Problem[] {
  return locales.flatMap((locale, index) =>
    Object.entries(locale.copy).flatMap(([key, entry]) => {
      if (locale.code === "en" || locale.reviewed.includes(key)) return [];
      const others = locales.filter((other, at) => other.code === "en" || at < index);
      return others.flatMap((other) => {
        const original = other.copy[key];
        if (original === undefined || isMultilingual(entry)) return [];
        const same = sharedOf(entry, original);
        if (same === undefined) return [];
        return [
          {
            ...placeOf(locale, key),
            sentence: `“${key}” is still in the words of ${other.source.file}: “${same}”. Translate it.`,
          },
        ];
      });
    }),
  );
}

/** A question about the language itself speaks all of them. */
export function isMultilingual(entry: Entry): boolean {
  return Object.keys(titlesOf(entry)).some((id) => id.startsWith("locale="));
}

/** What both say in the same words. */
function sharedOf(entry: Entry, original: Entry): string | undefined {
  const sentences = new Set(textsOf(original).flatMap(sentencesIn));
  const shared = textsOf(entry)
    .flatMap(sentencesIn)
    .find((one) => sentences.has(one));
  if (shared !== undefined) return shared;
  const titles = titlesOf(original);
  // What stands behind an `=` is the name of something.
  const title = Object.entries(titlesOf(entry)).find(
    ([id, own]) => !id.includes("=") && titles[id] === own && wordsIn(own).length > 0,
  );
  return title?.[1];
}

function sentencesIn(text: string): string[] {
  return text
    .split(/[.!?:\n{}]+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => wordsIn(sentence).length >= WORDS_OF_A_SENTENCE);
}

/** The words of a text, without the names of values and what chooses among them. */
function wordsIn(text: string): string[] {
  return text.replaceAll(/\{[^{}]*\}|\w+, (?:select|plural),.*/g, " ").match(/\p{L}{3,}/gu) ?? [];
}

function textsOf(entry: Entry): string[] {
  if (typeof entry === "string") return [entry];
  if ("buttons" in entry) return [entry.text];
  const rows = Object.values(entry.rows).flatMap((row) =>
    typeof row === "string" ? [] : [row.description],
  );
  return [entry.text, entry.list, ...rows];
}

/** Every reviewed key is a key of the copy. */
export function findUnknownReviews({ locales }: Pick<FlowModel, "locales">): Problem[] {
  return locales.flatMap((locale) =>
    locale.reviewed
      .filter((key) => !Object.hasOwn(locale.copy, key))
      .map((key) => ({
        ...placeOfText(locale, key),
        sentence: `\`reviewed\` names “${key}”, which is no wording. ${suggest(key, Object.keys(locale.copy))}`,
      })),
  );
}

/** Every file with the copy of a language is listed, so that it is served. */
export function findUnlistedLanguages({ locales, languages }: FlowModel): Problem[] {
  // Without any, the list itself could not be loaded.
  if (languages.length === 0) return [];
  return locales
    .filter(({ code }) => !languages.includes(code))
    .map(({ code, source: { file } }) => ({
      file,
      line: 1,
      sentence: `“${code}” is not in \`languages\` of copy/languages.ts, so no member is spoken to in it. Import it there, and add a line.`,
    }));
}

/** Members can choose every language that there is. */
export function findUnofferedLanguages({ locales }: Pick<FlowModel, "locales">): Problem[] {
  return locales.flatMap((locale) =>
    Object.entries(locale.copy).flatMap(([key, entry]) => {
      if (!isMultilingual(entry)) return [];
      const offered = Object.keys(titlesOf(entry)).map((id) => id.slice("locale=".length));
      const codes = locales.map(({ code }) => code);
      const missing = codes.filter((code) => !offered.includes(code));
      const unknown = offered.filter((code) => !codes.includes(code));
      const place = placeOf(locale, key);
      return [
        ...missing.map((code) => ({
          ...place,
          sentence: `“${key}” does not offer “${code}”, so no member can choose it, and the reply fails. Add \`"locale=${code}"\`.`,
        })),
        ...unknown.map((code) => ({
          ...place,
          sentence: `“${key}” offers “${code}”, and there is no copy/${code}.ts. ${suggest(code, codes)}`,
        })),
      ];
    }),
  );
}

function placeOf({ places, source }: Locale, key: string): Place {
  return places.get(key) ?? { file: source.file, line: 1 };
}

function placeOfText({ source }: Locale, text: string): Place {
  const node = nodesIn(source.program).find((one) => one.type === "Literal" && one.value === text);
  return node ? source.placeOf(node) : { file: source.file, line: 1 };
}
