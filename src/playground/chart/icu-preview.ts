import { IntlMessageFormat } from "intl-messageformat";

type Part = ReturnType<IntlMessageFormat["getAst"]>[number];

/** An ICU message as it can be read without its values: "Offer ‹amount› to ‹recipient›?". No bold, no italics. */
export function previewIcu(message: string): string {
  try {
    const parts = new IntlMessageFormat(message, "en", undefined, { ignoreTag: true }).getAst();
    return spell(parts).replace(/(?<![\w‹])[*_~](?=\S)|(?<=\S)[*_~](?![\w›])/g, "");
  } catch {
    // What is no ICU message is told by the check; here it is shown as it stands.
    return message;
  }
}

/** Of what depends on a word, each of its ways: "declined/accepted"; of what depends on a number, that for many. */
function spell(parts: Part[]): string {
  return parts
    .map((part) => {
      if ("pluralType" in part) return spell(part.options.other?.value ?? []);
      if ("options" in part)
        return Object.values(part.options)
          .flatMap(({ value }) => spell(value) || [])
          .join("/");
      if (!("value" in part)) return "‹n›";
      // The parser's number for plain text: its names are not exported.
      return part.type === 0 ? part.value : `‹${part.value}›`;
    })
    .join("");
}

/** The words that stand for a text: its question, if it asks and offers something, else its first sentence. */
export function firstWords({ text, isQuestion }: { text: string; isQuestion: boolean }): string {
  const sentences = text
    .split(/\n+|(?<=[.!?:])\s+/)
    .map((sentence) => sentence.trim())
    .filter(hasWords);
  const question = isQuestion && sentences.find((sentence) => sentence.endsWith("?"));
  return (question || sentences[0] || text)
    .replace(/\p{Extended_Pictographic}\uFE0F?/gu, "")
    .trim()
    .replace(/[.:;]$/, "");
}

/** Not a name or number alone. */
function hasWords(sentence: string): boolean {
  return /\p{L}{2,}/u.test(sentence.replace(/‹[^›]*›/g, ""));
}
