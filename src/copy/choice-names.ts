import type { Copy } from "../../machines/copy/copy.ts";

/** The names of all buttons and rows: the part of "denomination=USD" before the `=`. */
export function choiceNamesIn(copies: { [locale: string]: Copy }): ReadonlySet<string> {
  const entries = Object.values(copies).flatMap((copy) => Object.values(copy));
  const ids = entries.flatMap((entry) => {
    if (typeof entry === "string") return [];
    return Object.keys("buttons" in entry ? entry.buttons : entry.rows);
  });
  return new Set(ids.flatMap((id) => id.split("=", 1)));
}
