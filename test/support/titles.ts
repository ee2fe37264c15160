import type { Entry } from "../../machines/copy/copy.ts";
import { en } from "../../machines/copy/en.ts";
import { titlesOf } from "../../src/check/wording.ts";

/** The English title of a button or row, by its wording and its name in the machine: tests hold no wording. */
export function titleOf(key: keyof typeof en, choice: string): string {
  const entry: Entry = en[key];
  const title = titlesOf(entry)[choice];
  if (title === undefined) throw new Error(`${key} offers no ${choice}`);
  return title;
}
