import { IntlMessageFormat } from "intl-messageformat";
import { longestMessage } from "../../../check/wording.ts";

type Ast = ReturnType<IntlMessageFormat["getAst"]>;

/** Values that a member could see. */
const EXAMPLES: { [placeholder: string]: string } = {
  account: "Tariro Moyo",
  amount: "20.00 USD",
  balances: "120.00 USD",
  counterparty: "Bob’s Bakery",
  count: "3",
  denomination: "USD",
  due: "11 December 2026",
  example: "25 January 2027",
  firstname: "Tariro",
  handle: "tariro",
  first: "4 December 2026",
  last: "25 January 2027",
  lastname: "Moyo",
  limit: "10.00 USD",
  name: "Tariro Moyo",
  netAssets: "134.50 USD",
  pendingIn: "2",
  pendingOut: "1",
  recipient: "Bob’s Bakery",
  reference: "6f1c2a9e",
  support: "+263 77 000 0000",
  sum: "20.00 USD",
};

export const exampleOf = (placeholder: string): string =>
  EXAMPLES[placeholder] ?? `‹${placeholder}›`;

export type Shown = { ok: true; text: string } | { ok: false; reason: string };

/** A text as a member could read it, or why it cannot be read. */
export function showExample(text: string, locale: string): Shown {
  try {
    const message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
    const values = Object.fromEntries(valuesIn(message.getAst()));
    return { ok: true, text: String(message.format(values)) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** For a choice among words the first that is said, for a number three. */
function valuesIn(ast: Ast): [string, string | number][] {
  return ast.flatMap((part) => {
    if (!("value" in part) || part.type === 0) return [];
    if (!("options" in part)) return [[part.value, exampleOf(part.value)]];
    const inner = Object.values(part.options).flatMap(({ value }) => valuesIn(value));
    const first = Object.keys(part.options).find((name) => name !== "none") ?? "other";
    const value = "pluralType" in part ? 3 : first === "other" ? exampleOf(part.value) : first;
    return [...inner, [part.value, value]];
  });
}

/** The length of a text with its longest values; `undefined` if it cannot be read. */
export function longestLength(text: string, locale: string): number | undefined {
  try {
    return longestMessage(text, locale).text.length;
  } catch {
    return undefined;
  }
}

const PLACEHOLDER = /\{\s*(\w+)\s*(?:\}|,\s*(?:select|plural)\s*,)/g;

/** The names of the placeholders in a text, also in one that is not complete yet. */
export function placeholdersIn(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name))];
}

/** A text in pieces; those with an odd index are placeholders. */
export const splitAtPlaceholders = (text: string): string[] =>
  text.split(/(\{\s*\w+\s*(?:\}|,\s*(?:select|plural)\s*,))/);
