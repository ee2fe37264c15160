import type { Command, Interpret } from "../engine/ports.ts";

/** Reads a text that says more than a word, or not. */
type Phrase = (text: string) => Command | undefined;

/** Reads the words that mean a command, and the phrases. English is understood in every locale. */
export function createInterpret(
  words: { [locale: string]: { [command: string]: readonly string[] } },
  phrases: readonly Phrase[] = [],
): Interpret {
  const commands = new Map<string, string>();
  for (const [locale, byCommand] of Object.entries(words))
    for (const [command, spoken] of Object.entries(byCommand))
      for (const word of spoken) commands.set(`${locale} ${word}`, command);
  return ({ text, locale }) => {
    const word = fold(text);
    const type = commands.get(`${locale} ${word}`) ?? commands.get(`en ${word}`);
    if (type !== undefined) return { type };
    for (const read of phrases) {
      const command = read(text);
      if (command) return command;
    }
    return undefined;
  };
}

/** Small letters, single spaces, without marks and emoji around: "Hi!! 👋" is "hi". A lone "?" stays. */
function fold(text: string): string {
  const small = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  return small.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "") || small;
}
