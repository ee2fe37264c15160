import type { ObjectExpression, ObjectProperty } from "oxc-parser";
import type { Splice } from "./splice.ts";

/** Inserts a property after another of the same object; without one at the end. */
export function insertProperty(
  text: string,
  object: ObjectExpression,
  { after = object.properties.at(-1), source }: { after?: ObjectPart | undefined; source: string },
): Splice {
  if (!after) return { start: object.start + 1, end: object.start + 1, by: source };
  const end = endWithComma(text, after.end);
  const line = `${lineBreakIn(text, object)}${source}`;
  return { start: end, end, by: end > after.end ? `${line},` : `,${line}` };
}

type ObjectPart = ObjectExpression["properties"][number];

/** A property as it is written: quoted if its name is no identifier. */
export function propertyOf(name: string, value: string): string {
  return `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${value}`;
}

/** Behind the comma that follows, if one does. */
function endWithComma(text: string, end: number): number {
  return end + (/^\s*,/.exec(text.slice(end))?.[0].length ?? 0);
}

/** In a line of its own where the object's properties are. */
function lineBreakIn(text: string, { start, end }: ObjectExpression): string {
  return text.slice(start, end).includes("\n") ? "\n" : " ";
}

/** Renames a property; its value stays. */
export function renameProperty({ key, shorthand }: ObjectProperty, name: string): Splice {
  const written = propertyOf(name, "").slice(0, -2);
  return { start: key.start, end: key.end, by: shorthand ? `${written}: ` : written };
}
