import type { Command, Interpret } from "../conversation/ports/copy.ts";

/** Reads a text that says more than a word, or not. */
type Phrase = (text: string) => Command | undefined;

/** Reads the words that mean a command: those of the language that is spoken first, then everybody's; then the phrases. */
export function createInterpret(
  words: { [locale: string]: { [command: string]: readonly string[] } },
  {
    phrases = [],
    without = [],
    firm = [],
  }: {
    phrases?: readonly Phrase[];
    /** Words that are commands even where a name or a handle is asked for. */
    firm?: Iterable<string>;
    /** Commands that there is nothing to be done about. */
    without?: readonly string[];
  } = {},
): Interpret {
  const own = new Map<string, string>();
  const everybodys = new Map<string, string>();
  const spoken = Object.entries(words).flatMap(([locale, byCommand]) =>
    Object.entries(byCommand)
      .filter(([command]) => !without.includes(command))
      .flatMap(([command, all]) => all.map((word) => ({ locale, command, word }))),
  );
  for (const { locale, command, word } of spoken) {
    own.set(`${locale} ${word}`, command);
    if (!everybodys.has(word)) everybodys.set(word, command);
  }
  const firmWords = new Set(firm);
  const readPhrase = (text: string): Command | undefined => {
    for (const read of phrases) {
      const command = read(text);
      if (command) return command;
    }
    return undefined;
  };
  return ({ text, locale, firmOnly = false }) => {
    // A handle: "@menu" is a member, and no command.
    if (HANDLE.test(text)) return undefined;
    const word = fold(text);
    const isCommand = !firmOnly || firmWords.has(word);
    const type = isCommand ? (own.get(`${locale} ${word}`) ?? everybodys.get(word)) : undefined;
    return type === undefined ? readPhrase(text) : { type };
  };
}

/** A text that begins with `@`, whatever cannot be seen before it. */
const HANDLE = /^[\s\p{Cf}]*[@＠]/u;

/** Small letters, single spaces, without commas and what stands around: "Hi!! 👋" is "hi". A lone "?" stays. */
function fold(text: string): string {
  const small = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s,]+/g, " ");
  const start = small.search(SPOKEN);
  return start < 0 ? small : small.slice(start, endOfWords(small));
}

const SPOKEN = /[\p{L}\p{N}]/u;

/** Where the last letter or digit ends: from behind, since an expression that ends in `+$` is not linear. */
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
