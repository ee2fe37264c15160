import type { Node } from "oxc-parser";
import type { Module } from "./modules.ts";

/** The names that an expression can use: parameters and constants around it, then those of its file. */
export interface Scope {
  module: Module;
  values: ReadonlyMap<string, Value>;
}

/** What an expression of a machine's file gives, as far as it is known without running it. */
export type Value =
  | { kind: "literal"; value: string | number | boolean | undefined }
  /** A field of the machine's context, of the event, or of whatever else is only known at run time. */
  | { kind: "path"; path: readonly string[] }
  | { kind: "object"; parts: ObjectPart[] }
  | { kind: "list"; parts: ListPart[] }
  /** A list of similar items; `count`: how many at most, if that is known. */
  | { kind: "many"; item: Value; count: number | undefined; of: Value }
  | { kind: "either"; cases: Case[] }
  | { kind: "function"; node: Node; scope: Scope }
  /** A number that depends on others. */
  | { kind: "number"; from: Value[]; at: (unknown: (name: string) => number) => number }
  /** Computed from other values. `isPart`: it shows a part of them only, such as a length. */
  | { kind: "made"; from: Value[]; isPart?: boolean; longest?: number };

type ObjectPart = { name: string; value: Value } | { spread: Value };
export type ListPart = { item: Value } | { spread: Value };

/** One of several outcomes, and what it presumes of fields: whether each is set. */
export interface Case {
  value: Value;
  given: Given;
}

/** Fields by their path, and whether they are set. */
export type Given = ReadonlyMap<string, boolean>;

export const NOTHING: Value = { kind: "literal", value: undefined };

export function made(from: Value[], more: { isPart?: boolean; longest?: number } = {}): Value {
  return { kind: "made", from, ...more };
}

/** One of the fields that an object has in one case. */
export interface Shape {
  fields: ReadonlyMap<string, Value>;
  /** It may have more fields than are known. */
  isOpen: boolean;
  given: Given;
}

const NO_FIELDS: Shape = { fields: new Map(), isOpen: false, given: new Map() };
const ANY_FIELDS: Shape = { ...NO_FIELDS, isOpen: true };

/** Beyond this many cases an object counts as unknown. */
const MAX_SHAPES = 128;

/** The fields of an object in each case. */
export function shapesOf(value: Value): Shape[] {
  switch (value.kind) {
    case "literal":
      return [NO_FIELDS];
    case "either": {
      const shapes = value.cases.flatMap((one) =>
        shapesOf(one.value).flatMap((shape) => {
          const given = both(shape.given, one.given);
          return given ? [{ ...shape, given }] : [];
        }),
      );
      return shapes.length > MAX_SHAPES ? [ANY_FIELDS] : shapes;
    }
    case "object": {
      let shapes: Shape[] = [NO_FIELDS];
      for (const part of value.parts) {
        const added =
          "spread" in part
            ? shapesOf(part.spread)
            : [{ ...NO_FIELDS, fields: new Map([[part.name, part.value]]) }];
        shapes = shapes.flatMap((shape) => added.flatMap((more) => merge(shape, more)));
        if (shapes.length > MAX_SHAPES) return [ANY_FIELDS];
      }
      return shapes;
    }
    default:
      return [ANY_FIELDS];
  }
}

function merge(shape: Shape, more: Shape): Shape[] {
  const given = both(shape.given, more.given);
  if (!given) return [];
  return [
    {
      fields: new Map([...shape.fields, ...more.fields]),
      isOpen: shape.isOpen || more.isOpen,
      given,
    },
  ];
}

/** Two presumptions together, or nothing where they contradict each other. */
function both(one: Given, other: Given): Given | undefined {
  for (const [name, isSet] of one)
    if (other.has(name) && other.get(name) !== isSet) return undefined;
  return new Map([...one, ...other]);
}

/** Whether both can be so at once. */
export function agree(one: Given, other: Given): boolean {
  return both(one, other) !== undefined;
}

/** Every outcome on its own. */
export function casesOf(value: Value): Value[] {
  return value.kind === "either" ? value.cases.flatMap((one) => casesOf(one.value)) : [value];
}

/** The items of a list, each once, and how many there are at most, if that is known. */
export function itemsOf(value: Value): { items: Value[]; count: number | undefined } {
  switch (value.kind) {
    case "literal":
      return { items: [], count: 0 };
    case "many":
      return { items: [value.item], count: value.count };
    case "list": {
      const parts = value.parts.map((part) =>
        "spread" in part ? itemsOf(part.spread) : { items: [part.item], count: 1 },
      );
      return {
        items: parts.flatMap(({ items }) => items),
        count: sum(parts.map(({ count }) => count)),
      };
    }
    case "either": {
      const parts = value.cases.map((one) => itemsOf(one.value));
      const counts = parts.map(({ count }) => count);
      return {
        items: parts.flatMap(({ items }) => items),
        count: counts.includes(undefined) ? undefined : Math.max(...counts.map(Number)),
      };
    }
    default:
      return { items: [made([value], { isPart: true })], count: undefined };
  }
}

function sum(counts: (number | undefined)[]): number | undefined {
  return counts.includes(undefined)
    ? undefined
    : counts.reduce<number>((all, one) => all + Number(one), 0);
}

/** A number as a function of the fields that it depends on. */
export function numberOf(value: Value | undefined) {
  if (value?.kind === "literal" && typeof value.value === "number") {
    const { value: fixed } = value;
    return () => fixed;
  }
  if (value?.kind === "path") {
    const name = value.path.join(".");
    return (unknown: (name: string) => number) => unknown(name);
  }
  return value?.kind === "number" ? value.at : undefined;
}

/** One outcome, or several. */
export function eitherOf(cases: Case[]): Value {
  const [first] = cases;
  if (cases.length === 1 && first && first.given.size === 0) return first.value;
  return { kind: "either", cases };
}
