import type { Interpret } from "../engine/ports.ts";

/** Reads the words that mean a command: those of the language that is spoken first, then everybody's. */
export function createInterpret(
  words: { [locale: string]: { [command: string]: readonly string[] } },
  /** Commands that there is nothing to be done about. */
  { without = [] }: { without?: readonly string[] } = {},
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
  return ({ text, locale }) => {
    const word = fold(text);
    return own.get(`${locale} ${word}`) ?? everybodys.get(word);
  };
}

/** Small letters, single spaces, without marks and emoji around: "Hi!! 👋" is "hi". A lone "?" stays. */
function fold(text: string): string {
  const small = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  return small.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "") || small;
}
