import type { Entry } from "./copy.ts";

/** Values that every text receives from whoever renders it; a language need not use them. */
export const givenValues = ["partOfDay", "when", "support", "languages"] as const;

export const isGiven = (name: string): boolean => givenValues.some((given) => given === name);

/** The names of the values that a wording shows or chooses words by, without those that it is given. */
export function placeholdersIn(entry: Entry): ReadonlySet<string> {
  const names =
    known.get(entry) ??
    new Set(
      textsOf(entry)
        .flatMap(argumentsOf)
        .filter((name) => !isGiven(name)),
    );
  known.set(entry, names);
  return names;
}

const known = new Map<Entry, ReadonlySet<string>>();

function textsOf(entry: Entry): string[] {
  if (typeof entry === "string") return [entry];
  if ("buttons" in entry) return [entry.text, ...Object.values(entry.buttons)];
  const rows = Object.values(entry.rows);
  return [
    entry.text,
    ...rows.flatMap((row) => (typeof row === "string" ? row : [row.title, row.description])),
  ];
}

/** A brace opens an argument where words stand, and words, such as a case of a `select`, within an argument. */
function argumentsOf(text: string): string[] {
  let depth = 0;
  return [...text.matchAll(/\{\s*(\w*)|\}/g)].flatMap(([brace, name]) => {
    if (brace === "}") {
      depth--;
      return [];
    }
    return depth++ % 2 === 0 && name ? [name] : [];
  });
}
