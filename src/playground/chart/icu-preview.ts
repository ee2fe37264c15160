import { IntlMessageFormat } from "intl-messageformat";

type Part = ReturnType<IntlMessageFormat["getAst"]>[number];

/** An ICU message made readable without its values: "Offer ‹amount› to ‹recipient›?". No bold, no italics. */
export function previewIcu(message: string): string {
  try {
    const parts = new IntlMessageFormat(message, "en", undefined, { ignoreTag: true }).getAst();
    return spell(parts).replace(/(?<![\w‹])[*_~](?=\S)|(?<=\S)[*_~](?![\w›])/g, "");
  } catch {
    // The check reports an invalid ICU message; here it is shown unchanged.
    return message;
  }
}

/** All branches of a select: "declined/accepted"; of a plural only the one for many. */
function spell(parts: Part[]): string {
  return parts
    .map((part) => {
      if ("pluralType" in part) return spell(part.options.other?.value ?? []);
      if ("options" in part)
        return Object.values(part.options)
          .flatMap(({ value }) => spell(value) || [])
          .join("/");
      if (!("value" in part)) return "‹n›";
      // The parser's constant for plain text: it does not export the names.
      return part.type === 0 ? part.value : `‹${part.value}›`;
    })
    .join("");
}

/** The words that represent a text: its question, if it asks and offers something, else its first sentence. */
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

/** Not just a name or number. */
function hasWords(sentence: string): boolean {
  return /\p{L}{2,}/u.test(sentence.replace(/‹[^›]*›/g, ""));
}
