import { foldWord } from "../../machines/text.ts";
import type { Command, Interpret } from "../conversation/ports/copy.ts";

/** Recognises a text of more than a word, or returns nothing. */
type Phrase = (text: string) => Command | undefined;

/** Recognises the words for commands: those of the member's language first, then of all languages; then the phrases. */
export function createInterpret(
  words: { [locale: string]: { [command: string]: readonly string[] } },
  {
    phrases = [],
    without = [],
    firm = [],
  }: {
    phrases?: readonly Phrase[];
    /** Words that are commands even where a name or a handle is expected. */
    firm?: Iterable<string>;
    /** Commands without a machine event. */
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
    // A handle: "@menu" is a member, not a command.
    if (HANDLE.test(text)) return undefined;
    const word = foldWord(text);
    const isCommand = !firmOnly || firmWords.has(word);
    const type = isCommand ? (own.get(`${locale} ${word}`) ?? everybodys.get(word)) : undefined;
    return type === undefined ? readPhrase(text) : { type };
  };
}

/** A text that begins with `@`, after any invisible characters. */
const HANDLE = /^[\s\p{Cf}]*[@＠]/u;
