import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { editsIn } from "./guide.ts";
import { pretendTranslation, type Scratch } from "./scratch.ts";

/** The steps of the worked example of machines/README.md; the promise of messages is the last. */
export function exampleIn(copy: Scratch) {
  const edits = editsIn(copy.read("machines/README.md"), "Add a question");
  return { edits, promise: edits.pop() };
}

/** Follows the example, but for its last step, and translates what it adds. */
export function followExample(copy: Scratch): void {
  const { edits } = exampleIn(copy);
  for (const { file, from, by } of edits) copy.replace(file, from, by);
  const added = edits.find(({ by }) => by.includes('"offer.note.ask": "'));
  for (const file of otherLanguages(copy)) {
    const translation = pretendTranslation(added?.by ?? "", basename(file, ".ts"));
    copy.replace(file, added?.from ?? "", translation);
    showNote(copy, file);
  }
}

function otherLanguages(copy: Scratch): string[] {
  return readdirSync(join(copy.folder, "machines/copy"))
    .filter((name) => /^[a-z]{2,3}\.ts$/.test(name) && name !== "en.ts")
    .map((name) => join("machines/copy", name));
}

/** Adds to each confirm of a language what was added to that of English. */
function showNote(copy: Scratch, file: string): void {
  const english = copy.read("machines/copy/en.ts");
  for (const [, key = ""] of english.matchAll(/"([\w.]+)": \{\s*text:[^"]*"[^"]*\{note, select/g)) {
    const text = copy.read(file);
    const start = text.indexOf(`"${key}"`);
    const end = text.indexOf("\\n\\n", start);
    if (start < 0 || end < 0) throw new Error(`${basename(file)} has no ${key} to add a note to`);
    copy.write(
      file,
      `${text.slice(0, end)}{note, select, none {} other {\\n“{note}”}}${text.slice(end)}`,
    );
  }
}
