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

/** A sign of an emoji; `visible` has dropped what joins them. */
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u;

/**
 * Trims what keyboards and copying add at the ends of a visible text, and emoji. `_` stays, because a handle may
 * begin or end with it.
 */
export function trimMarks(text: string): string {
  let start = 0;
  let end = text.length;
  for (let size = sizeAt(text, start); size > 0 && start < end; size = sizeAt(text, start))
    start += size;
  for (let size = sizeBefore(text, end); size > 0 && end > start; size = sizeBefore(text, end))
    end -= size;
  return text.slice(start, end);
}

/** In UTF-16 units; 0 where no mark is. */
function sizeAt(text: string, start: number): number {
  if (STARTS.has(text.charAt(start))) return 1;
  return sizeOfEmoji(String.fromCodePoint(text.codePointAt(start) ?? 0));
}

function sizeBefore(text: string, end: number): number {
  if (ENDS.has(text.charAt(end - 1))) return 1;
  return sizeOfEmoji([...text.slice(Math.max(0, end - 2), end)].at(-1) ?? "");
}

function sizeOfEmoji(character: string): number {
  return EMOJI.test(character) ? character.length : 0;
}

/**
 * How a text is compared with copy/words.ts: lower case, single spaces, without commas and surrounding marks: "Hi!! 👋"
 * is "hi". A lone "?" stays.
 */
export function foldWord(text: string): string {
  const small = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s,]+/g, " ");
  const start = small.search(SPOKEN);
  return start < 0 ? small : small.slice(start, endOfWords(small));
}

const SPOKEN = /[\p{L}\p{N}]/u;

/** The end of the last letter or digit, searched from behind: an expression that ends in `+$` is not linear. */
function endOfWords(text: string): number {
  let end = text.length;
  while (end > 0) {
    const size = isLowHalf(text.charCodeAt(end - 1)) ? 2 : 1;
    if (SPOKEN.test(text.slice(end - size, end))) break;
    end -= size;
  }
  return end;
}

function isLowHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
