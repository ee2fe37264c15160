import type { WordingEdit } from "../../../src/playground/edit-protocol.ts";
import { readWordings } from "../../copy/wordings.ts";
import type { Edited, Files } from "./files.ts";
import { refuse } from "./refusal.ts";
import { applySplices, type Splice, withComma } from "./splice.ts";

/** Changes a text of a wording in one language. The wording has to be reviewed again in that language. */
export function editWording(files: Files, edit: WordingEdit): Edited {
  const { locale, key, part, was, text } = edit;
  const { name, original, wordings } = readLanguage(files, locale);
  const cell =
    wordings.cells.find((one) => one.key === key && one.part === part) ??
    refuse(`“${key}” has no ${spell(part)} in ${name} any more.`);
  if (cell.value !== was)
    refuse(
      `The ${spell(part)} of “${key}” in ${name} was changed meanwhile. It is now “${cell.value}”.`,
    );
  if (text.trim() === "") refuse(`The ${spell(part)} of “${key}” must not be empty.`);
  const edited = applySplices(original, [
    { start: cell.start, end: cell.end, by: JSON.stringify(text) },
  ]);
  const { isChanged, text: unreviewed } = withoutReview(edited, locale, name, key);
  return {
    files: { [name]: unreviewed },
    words: [
      `Changes the ${spell(part)} of “${key}” in ${name}.`,
      ...(isChanged ? [`A speaker has to review “${key}” in ${name} again.`] : []),
    ],
  };
}

/** Parses a language's file; refuses a language that has none. */
export function readLanguage(files: Files, locale: string) {
  const name = `copy/${locale}.ts`;
  const original = files[name] ?? refuse(`There is no file ${name}.`);
  return { name, original, wordings: readWordings(locale, name, original) };
}

/** "button confirm" → "button “confirm”". */
function spell(part: string): string {
  const [kind = part, choice] = part.split(" ");
  return choice === undefined ? kind : `${kind} “${choice}”`;
}

/** The file with a key taken from its list `reviewed`. */
function withoutReview(text: string, locale: string, name: string, key: string) {
  const { reviewed } = readWordings(locale, name, text);
  if (!reviewed?.keys.includes(key)) return { isChanged: false, text };
  return { isChanged: true, text: applySplices(text, [itemOf(text, reviewed, key)]) };
}

/** The span of a quoted key in a list. */
function itemOf(text: string, list: { start: number; end: number }, key: string): Splice {
  const start = text.indexOf(JSON.stringify(key), list.start);
  if (start < 0 || start >= list.end)
    refuse(`The list “reviewed” does not quote “${key}” as expected: change it in your editor.`);
  return withComma(text, { start, end: start + JSON.stringify(key).length });
}
