import {
  type Argument,
  type Expression,
  type Node,
  type ObjectExpression,
  type ObjectProperty,
  type Program,
  parseSync,
} from "oxc-parser";
import type { Place, Problem } from "./problem.ts";

/** A source file and its syntax tree. */
export interface Source {
  file: string;
  program: Program;
  /** Why it cannot be parsed as TypeScript, if so. */
  problems: Problem[];
  placeOf(node: { start: number }): Place;
}

export function parse(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text);
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const placeAt = (offset: number) => ({ file, line: lineAt(ends, offset) });
  return {
    file,
    program,
    problems: errors.map(({ message, labels }) => ({
      ...placeAt(labels[0]?.start ?? 0),
      sentence: `This cannot be parsed: ${message}. Look for a bracket, comma or quote that is missing here or just above.`,
    })),
    placeOf: ({ start }) => placeAt(start),
  };
}

/** The line of an offset, from 1, by bisection: rules ask for the place of nearly every node. */
function lineAt(ends: readonly number[], offset: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

/** The expression inside brackets, `as` and `satisfies`. */
export function bare(node: Expression | Argument): Expression | undefined {
  switch (node.type) {
    case "SpreadElement":
      return undefined;
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "ParenthesizedExpression":
      return bare(node.expression);
    default:
      return node;
  }
}

export function asObject(node: Expression | Argument | undefined): ObjectExpression | undefined {
  const inner = node && bare(node);
  return inner?.type === "ObjectExpression" ? inner : undefined;
}

/** A literal text: quotes, or backticks without `${…}`. */
export function textIn(node: Expression | undefined): string | undefined {
  const inner = node && bare(node);
  if (inner?.type === "Literal" && typeof inner.value === "string") return inner.value;
  if (inner?.type === "TemplateLiteral" && inner.expressions.length === 0)
    return inner.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The name of a property; `undefined` when it is computed. */
export function nameOf({
  key,
  computed,
}: Pick<ObjectProperty, "key" | "computed">): string | undefined {
  if (computed) return undefined;
  if (key.type === "Identifier") return key.name;
  return key.type === "Literal" ? String(key.value) : undefined;
}

export function find(object: ObjectExpression, name: string): ObjectProperty | undefined {
  return object.properties.find(
    (property): property is ObjectProperty =>
      property.type === "Property" && nameOf(property) === name,
  );
}

const walked = new WeakMap<Node, readonly Node[]>();

/** A node and all its descendants in the order of the file. Cached, because every rule visits every file. */
export function nodesIn(node: Node): readonly Node[] {
  const known = walked.get(node);
  if (known) return known;
  const nodes: Node[] = [];
  const walk = (one: Node) => {
    nodes.push(one);
    for (const part of Object.values(one).flat()) if (isNode(part)) walk(part);
  };
  walk(node);
  walked.set(node, nodes);
  return nodes;
}

function isNode(part: unknown): part is Node {
  return typeof part === "object" && part !== null && "type" in part && "start" in part;
}

export function isNamed(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}
