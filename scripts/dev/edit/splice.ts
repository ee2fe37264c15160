/** A part of a text and what replaces it; the offsets are in UTF-16 code units. */
export interface Splice {
  start: number;
  end: number;
  by: string;
}

/** Replaces parts that do not overlap; every other character stays. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((one, other) => other.start - one.start)
    .reduce((edited, { start, end, by }) => edited.slice(0, start) + by + edited.slice(end), text);
}

/** The span of a list's or an object's item with the comma and the spaces that follow it, up to a blank line. */
export function withComma(text: string, { start, end }: { start: number; end: number }): Splice {
  const [after = ""] = /^\s*,?(?:[^\S\n]*\n(?=[^\S\n]*\n)|\s*)/.exec(text.slice(end)) ?? [];
  return { start, end: end + after.length, by: "" };
}
