import type { Field } from "../../../src/check/context-fields.ts";
import type { AddQuestionEdit } from "../../../src/playground/edit-protocol.ts";
import type { Import } from "./imports.ts";
import { refuse } from "./refusal.ts";

/** What a kind of answer needs in the file, as source. */
export interface AnswerParts {
  /** For a sentence: "words", "an amount". */
  words: string;
  /** Of the field. */
  type: string;
  /** The value of the field until there is an answer. */
  blank: string;
  /** For the field's comment. */
  blankWords: string;
  keepName: string;
  keep: string;
  guardName: string;
  /** The guard; absent where whatever can be chosen is good. */
  isGood?: string;
  imports: Import[];
}

const MOST_CHARACTERS = 1_000;

const kit = (name: string): Import => ({ name, from: "./kit.ts" });

/** How an answer is judged and kept, by what the machines have for it. */
export function partsOfAnswer({ name, answer }: AddQuestionEdit, fields: Field[]): AnswerParts {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const names = { keepName: `keep${title}`, guardName: `is${title}` };
  switch (answer.kind) {
    case "words": {
      const { most } = answer;
      if (!Number.isInteger(most) || most < 1 || most > MOST_CHARACTERS)
        refuse(`An answer has from 1 to ${MOST_CHARACTERS} characters.`);
      return {
        ...names,
        words: "words",
        type: "string",
        blank: '"none"',
        blankWords: ', or "none"',
        keep: `assign({ ${name}: ({ event }) => textOf(event) })`,
        isGood: `({ event }) => textOf(event) !== "" && textOf(event).length <= ${most}`,
        imports: [kit("textOf")],
      };
    }
    case "amount": {
      const denomination = denominationIn(fields);
      const args = denomination.startsWith("context") ? "{ event, context }" : "{ event }";
      const amount = `parseAmount(textOf(event), ${denomination})`;
      return {
        ...names,
        words: "an amount",
        type: "Amount",
        blank: "blank.amount",
        blankWords: "",
        keep: `assign({ ${name}: ({ event, context }) => ${amount} ?? context.${name} })`,
        isGood: `(${args}) => ${amount} !== undefined`,
        imports: [
          kit("textOf"),
          { name: "parseAmount", from: "./amounts.ts" },
          { name: "Amount", from: "./values.ts", isType: true },
          { name: "blank", from: "./values.ts" },
        ],
      };
    }
    case "date":
      return {
        ...names,
        words: "a date",
        type: "string",
        blank: '""',
        blankWords: ', or ""',
        keep: `assign({ ${name}: ({ event }) => parseDay(textOf(event), todayOf(event)) ?? "" })`,
        isGood: "({ event }) => parseDay(textOf(event), todayOf(event)) !== undefined",
        imports: [kit("textOf"), kit("todayOf"), { name: "parseDay", from: "./days.ts" }],
      };
    case "choice":
      return {
        ...names,
        words: "a choice",
        type: "string",
        blank: '""',
        blankWords: ', or ""',
        keep: `assign({ ${name}: ({ event }) => choiceValueOf(event) })`,
        imports: [kit("choiceValueOf")],
      };
  }
}

/** The currency of an amount that names none. */
function denominationIn(fields: Field[]): string {
  const has = (name: string, type: string) =>
    fields.some((field) => field.name === name && field.type === type);
  if (has("account", "OwnAccount")) return "context.account.defaultDenom";
  if (has("defaultDenom", "Denomination")) return "context.defaultDenom";
  return '"USD"';
}
