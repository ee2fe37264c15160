import type { Amount, Day } from "../values.ts";
import type { en } from "./en.ts";
import type { givenValues } from "./placeholders.ts";

type Text<E> = E extends { text: infer T } ? T : E;

/** The names in `{name}` and `{name, select, …}`; what stands inside an argument's branches is not looked at. */
type Placeholder<T> = T extends `${string}{${infer Argument}}${infer Rest}`
  ? Argument extends `${infer Name},${string}`
    ? Name | Placeholder<Rest extends `${string}}}${infer After}` ? After : "">
    : Argument | Placeholder<Rest>
  : never;

type Given = (typeof givenValues)[number];

type Value = string | number | Amount | Day;

type Words<R> = R extends { title: infer T extends string; description: infer D extends string }
  ? `${T}${D}`
  : R;

/** The rows or buttons that are offered this time, in their order; without it, all of the copy's. */
type Choosing<E> = E extends { rows: infer Rows }
  ? {
      choices?: {
        [R in keyof Rows]: { row: R; value?: string } & {
          [N in Placeholder<Words<Rows[R]>>]: Value;
        };
      }[keyof Rows][];
    }
  : E extends { buttons: infer Buttons }
    ? { choices?: { row: keyof Buttons }[] }
    : unknown;

/**
 * A message to the member: a copy key, and a value for each of its placeholders. A row that is offered
 * with a `value` comes back as a choice with it; its words take the placeholders of its own.
 */
export type Reply = {
  [K in keyof typeof en]: { key: K } & {
    [Name in Exclude<Placeholder<Text<(typeof en)[K]>>, Given>]: Value;
  } & Choosing<(typeof en)[K]>;
}[keyof typeof en];
