import type { Amount } from "../values.ts";
import type { en } from "./en.ts";

/** Wording: a sentence, or a question with what it offers. Texts are ICU messages. */
export type Entry =
  | string
  | { text: string; buttons: { [choice: string]: string } }
  | { text: string; list: string; rows: { [choice: string]: Row } };

export type Row = string | { title: string; description: string };

export type Copy = { [key: string]: Entry };

type Text<E> = E extends { text: infer T } ? T : E;

/** The names in `{name}` and `{name, select, …}`; what stands inside an argument's branches is not looked at. */
type Placeholder<T> = T extends `${string}{${infer Argument}}${infer Rest}`
  ? Argument extends `${infer Name},${string}`
    ? Name | Placeholder<Rest extends `${string}}}${infer After}` ? After : "">
    : Argument | Placeholder<Rest>
  : never;

/** Given to every text by whoever renders it. */
type Given = "partOfDay" | "when";

/** A message to the member: a copy key, and a value for each of its placeholders. */
export type Reply = {
  [K in keyof typeof en]: { key: K } & {
    [Name in Exclude<Placeholder<Text<(typeof en)[K]>>, Given>]: string | number | Amount;
  };
}[keyof typeof en];
