/** Line breaks of every kind. They stay line breaks: two lines never join into one value. */
const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/** Characters without a shape: zero width, bidi marks, soft hyphens, fillers, variation selectors, controls. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Spaces of every width, and the blank of Braille. */
const SPACES = /[\p{Zs}\u2800]/gu;

/**
 * A text as its writer sees it: without invisible characters, and with plain spaces. Every reader of
 * a value starts here. Linear in the length of the text.
 */
export function visible(text: string): string {
  return text.replace(LINE_BREAKS, "\n").replace(INVISIBLE, "").replace(SPACES, " ");
}

/** Spaces, quotes, brackets, and the marks of WhatsApp's bold, strike-through and monospace. */
const AROUND = " \t\n*~`\"'“”„‟‘’‚‛«»‹›′″´()[]{}<>";

/** Keyboards end a text with these. Before a text they may be part of it: ".5". */
const AFTER = ".,;:!?…";

const STARTS: ReadonlySet<string> = new Set(AROUND);
const ENDS: ReadonlySet<string> = new Set([...AROUND, ...AFTER]);

/**
 * Trims what keyboards and copying add at the ends of a visible text. `_` stays, because a handle may
 * begin or end with it.
 */
export function trimMarks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && STARTS.has(text.charAt(start))) start++;
  while (end > start && ENDS.has(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
