import type { Expression, ObjectExpression } from "oxc-parser";
import { asObject, bare, find, nameOf, type Source, textIn } from "./ast.ts";
import type { Action, Named, State } from "./machine.ts";
import type { Problem } from "./problem.ts";

/** The context in which a machine's file is read. */
export interface ReaderContext {
  source: Source;
  /** Reports what cannot be read. */
  problems: Problem[];
  /** Every state read so far, in the order of the file. */
  states: State[];
}

/** A name, alone or as the `type` of an object with params. */
export function readReference(
  context: ReaderContext,
  value: Expression | undefined,
): Named | undefined {
  const object = asObject(value);
  return readNamed(context, object ? find(object, "type")?.value : value, "its name as text");
}

/** What an action says is known as soon as its machine is loaded. */
export function readActions(context: ReaderContext, value: Expression | undefined): Action[] {
  return listed(value).flatMap((one) => {
    const named = readReference(context, one);
    return named ? [{ ...named, keys: [] }] : [];
  });
}

export function readNamed(
  context: ReaderContext,
  value: Expression | undefined,
  what: string,
): Named | undefined {
  if (value === undefined) return undefined;
  const name = textIn(value);
  if (name !== undefined) return { name, place: context.source.placeOf(value) };
  context.problems.push({
    ...context.source.placeOf(value),
    sentence: `Code is used here where a name is expected. Write ${what}, in quotes, and put the code under that name into setup().`,
  });
  return undefined;
}

/** The properties of an object literal; none if it is absent. */
export function parts(context: ReaderContext, value: Expression | undefined) {
  if (value === undefined) return [];
  const object = asObject(value);
  if (object) return entriesOf(context, object, "this");
  reportHidden(context, value, "this part");
  return [];
}

export function entriesOf(context: ReaderContext, object: ObjectExpression, what: string) {
  return object.properties.flatMap((property) => {
    const name = property.type === "Property" ? nameOf(property) : undefined;
    if (property.type === "Property" && name !== undefined)
      return [{ name, value: property.value, start: property.start }];
    context.problems.push({
      ...context.source.placeOf(property),
      sentence: `A part of ${what} is taken from elsewhere, and the drawing tools drop it silently. Write it out here.`,
    });
    return [];
  });
}

export function listed(value: Expression | undefined): Expression[] {
  const inner = value && bare(value);
  if (inner?.type !== "ArrayExpression") return inner ? [inner] : [];
  return inner.elements.flatMap((element) => (element && bare(element)) ?? []);
}

export function reportHidden(context: ReaderContext, value: Expression, what: string): void {
  context.problems.push({
    ...context.source.placeOf(value),
    sentence: `The drawing tools cannot see ${what}: it is taken from elsewhere. Write it out here.`,
  });
}

/** The values of an object literal; none if it is something else. */
export function valuesOf(value: Expression | undefined): Expression[] {
  const object = asObject(value);
  return (object?.properties ?? []).flatMap((one) => (one.type === "Property" ? [one.value] : []));
}

/** The states within a state. */
export function innerOf(state: ObjectExpression): ObjectExpression[] {
  return valuesOf(find(state, "states")?.value).flatMap((inner) => asObject(inner) ?? []);
}

/** The calls of a state. */
export function invokesOf(state: ObjectExpression): ObjectExpression[] {
  return listed(find(state, "invoke")?.value).flatMap((invoke) => asObject(invoke) ?? []);
}
