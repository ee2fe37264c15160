import type { Copy } from "./copy.ts";

/**
 * Parts of the dialogue in which nobody can lose money by a wrong word. What begins otherwise, and
 * whatever is new, is about money.
 */
const HARMLESS: readonly string[] = [
  "flood",
  "language",
  "login",
  "media",
  "outdated",
  "registration",
  "session",
  "unexpected",
  "welcome",
];

/** Whether a wording has to be reviewed by a speaker before its language is offered to members. */
export function isAboutMoney(key: string): boolean {
  return !HARMLESS.includes(key.split(".")[0] ?? key);
}

/** The wordings that wait for a speaker's review. */
export function unreviewedIn(copy: Copy, reviewed: readonly string[]): string[] {
  return Object.keys(copy).filter((key) => !reviewed.includes(key));
}
