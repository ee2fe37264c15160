import { IntlMessageFormat } from "intl-messageformat";
import type { Entry } from "../../machines/copy/copy.ts";
import { en } from "../../machines/copy/en.ts";
import type { Sentence } from "./books/evidence.ts";

/** The parts of an ICU message, as formatjs numbers them. */
const LITERAL = 0;
const ARGUMENT = 1;

const patterns = Object.entries(en).map(([key, entry]) => ({ key, pattern: toPattern(entry) }));

/** The sentences of the copy in a bubble, which may contain several. */
export function readSentences(text: string): Sentence[] {
  return patterns.flatMap(({ key, pattern }) => {
    const groups = pattern.exec(text)?.groups ?? (pattern.test(text) ? {} : undefined);
    if (!groups) return [];
    const { amount, recipient, reference } = groups;
    return [
      { key, cents: amount === undefined ? undefined : toCents(amount), recipient, reference },
    ];
  });
}

/** Parses "1,234.50 USD", or credex-core's "1234.5", as 123450. */
export function toCents(amount: string): number {
  return Math.round(Number(amount.replace(/,| .*$/g, "")) * 100);
}

function toPattern(entry: Entry): RegExp {
  const text = typeof entry === "string" ? entry : entry.text;
  const named = new Set<string>();
  const source = new IntlMessageFormat(text, "en", undefined, { ignoreTag: true })
    .getAst()
    .map((part) => {
      if (part.type === LITERAL) return part.value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      if (part.type !== ARGUMENT || named.has(part.value)) return "[^\\n]*?";
      named.add(part.value);
      return `(?<${part.value}>[^\\n]+?)`;
    });
  return new RegExp(`(?:^|\\n)${source.join("")}(?=\\n|$)`);
}
