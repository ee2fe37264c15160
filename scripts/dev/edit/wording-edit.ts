import type { WordingEdit } from "../../../src/playground/edit-protocol.ts";
import { changed, readCopyFile, unreview } from "./copy-file.ts";
import type { Edited, Files } from "./files.ts";
import { refuse } from "./refusal.ts";

/** Changes a text of a wording in one language. The wording has to be reviewed again in that language. */
export function editWording(files: Files, edit: WordingEdit): Edited {
  const { locale, key, part, was, text } = edit;
  const file = readCopyFile(files, locale);
  const { name } = file;
  const cell =
    file.wordings.cells.find((one) => one.key === key && one.part === part) ??
    refuse(`“${key}” has no ${spell(part)} in ${name} any more.`);
  if (cell.value !== was)
    refuse(
      `The ${spell(part)} of “${key}” in ${name} was changed meanwhile. It is now “${cell.value}”.`,
    );
  if (text.trim() === "") refuse(`The ${spell(part)} of “${key}” must not be empty.`);
  const unreviewed = unreview(file, key);
  return {
    files: changed(file, [
      { start: cell.start, end: cell.end, by: JSON.stringify(text) },
      ...unreviewed,
    ]),
    words: [
      `Changes the ${spell(part)} of “${key}” in ${name}.`,
      ...(unreviewed.length > 0 ? [`A speaker has to review “${key}” in ${name} again.`] : []),
    ],
  };
}

/** "button confirm" → "button “confirm”". */
function spell(part: string): string {
  const [kind = part, choice] = part.split(" ");
  return choice === undefined ? kind : `${kind} “${choice}”`;
}
