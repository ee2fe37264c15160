import type { Entry } from "../../machines/copy/copy.ts";
import { en } from "../../machines/copy/en.ts";
import { placeholdersOf, titlesOf } from "../../src/check/wording.ts";

/** The English title of a button or row, by its wording and its name in the machine: tests hold no wording. */
export function titleOf(key: keyof typeof en, choice: string): string {
  const entry: Entry = en[key];
  const title = titlesOf(entry)[choice];
  if (title === undefined) throw new Error(`${key} offers no ${choice}`);
  return title;
}

/** "none" for each value that a wording needs, also for one that it got since the test was written. */
export function blanksOf(key: keyof typeof en): { [placeholder: string]: string } {
  return Object.fromEntries([...placeholdersOf(en[key], "en")].map((name) => [name, "none"]));
}

/** The longest piece of a wording that no value can change. */
export function longestLiteral(entry: Entry): string {
  const text = typeof entry === "string" ? entry : entry.text;
  const pieces = [""];
  let depth = 0;
  for (const sign of text) {
    if (sign === "{") depth++;
    if (depth > 0) pieces.push("");
    else pieces[pieces.length - 1] += sign;
    if (sign === "}") depth--;
  }
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
}
