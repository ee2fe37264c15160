import { IntlMessageFormat } from "intl-messageformat";
import type { Copy, Entry } from "../../machines/copy/copy.ts";
import { en } from "../../machines/copy/en.ts";
import { placeholdersOf, titlesOf } from "../../src/check/wording.ts";

/** The English title of a button or row, by its wording and its name in the machine: tests hold no wording. */
export function titleOf(key: keyof typeof en, choice: string): string {
  const entry: Entry = en[key];
  const title = titlesOf(entry)[choice];
  if (title === undefined) throw new Error(`${key} offers no ${choice}`);
  return title;
}

/** The English words that open the list of a wording. */
export function listOf(key: keyof typeof en): string {
  const entry: Entry = en[key];
  if (typeof entry === "string" || !("list" in entry)) throw new Error(`${key} has no list`);
  return entry.list;
}

/** "none" for each value that a wording needs, also for one that it got since the test was written. */
export function blanksOf(key: keyof typeof en): { [placeholder: string]: string } {
  return Object.fromEntries([...placeholdersOf(en[key], "en")].map((name) => [name, "none"]));
}

/** Values that choose among words: `{ decision: "accept" }`. */
interface Chosen {
  [placeholder: string]: string;
}

/** The longest piece of a wording that no other value can change. */
export function longestLiteral(entry: Entry, chosen: Chosen = {}): string {
  const pieces = [""];
  for (const literal of literalsOf(partsOf(entry), chosen))
    if (literal === undefined) pieces.push("");
    else pieces[pieces.length - 1] += literal;
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
}

/** The literals of a text in their order, `undefined` for each part that depends on another value. */
function literalsOf(parts: readonly Part[], chosen: Chosen): (string | undefined)[] {
  return parts.flatMap((part) => {
    if (part.type === TYPE.literal) return [part.value];
    const own = part.type === TYPE.select ? chosen[part.value] : undefined;
    if (part.type !== TYPE.select || own === undefined) return [undefined];
    return literalsOf((part.options[own] ?? part.options.other)?.value ?? [], chosen);
  });
}

/** What a member recognises a wording by in a message, whatever its other values are. */
export function said(key: Key, chosen: Chosen = {}): string {
  return longestLiteral(en[key], chosen);
}

/** The same in another language. */
export function saidIn(copy: Copy, key: Key): string {
  const entry = copy[key];
  if (entry === undefined) throw new Error(`The copy has no ${key}`);
  return longestLiteral(entry);
}

/** What a message shows for a placeholder of a wording; `undefined` where it does not show it. */
export function valueIn(message: string, key: Key, placeholder: string): string | undefined {
  const [before, after] = around(partsOf(en[key]), placeholder) ?? [];
  if (before === undefined) throw new Error(`${key} does not show ${placeholder}`);
  const exactly = (text = "") => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${exactly(before)}(.*?)${exactly(after) || "$"}`, "m").exec(message)?.[1];
}

/** The literals before and after a placeholder, wherever it stands. */
function around(parts: readonly Part[], placeholder: string): [string, string] | undefined {
  for (const [index, part] of parts.entries()) {
    if (part.type === TYPE.argument && part.value === placeholder)
      return [literalOf(parts[index - 1]), literalOf(parts[index + 1])];
    const options = part.type === TYPE.select ? Object.values(part.options) : [];
    for (const { value } of options) {
      const found = around(value, placeholder);
      if (found) return found;
    }
  }
  return undefined;
}

const literalOf = (part: Part | undefined) => (part?.type === TYPE.literal ? part.value : "");

type Key = keyof typeof en;
type Part = ReturnType<IntlMessageFormat["getAst"]>[number];

/** The kinds of parts of an ICU message. */
const TYPE = { literal: 0, argument: 1, select: 5 } as const;

function partsOf(entry: Entry): Part[] {
  const text = typeof entry === "string" ? entry : entry.text;
  return new IntlMessageFormat(text, "en", undefined, { ignoreTag: true }).getAst();
}
