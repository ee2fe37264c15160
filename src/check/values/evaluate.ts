import type {
  CallExpression,
  MemberExpression,
  Node,
  ObjectExpression,
  TemplateLiteral,
} from "oxc-parser";
import { nameOf } from "../ast.ts";
import { callMethod } from "./methods.ts";
import { findDeclared, type Module } from "./modules.ts";
import { calculate, choose, combine, memberOf, nameIn, negate } from "./operators.ts";
import { bind, functionIn, run } from "./statements.ts";
import { eitherOf, type ListPart, made, NOTHING, type Scope, type Value } from "./value.ts";

/** How many functions within each other are followed. */
const MAX_DEPTH = 16;

/** What an expression gives, without running it. What cannot be known is `made` of what it depends on. */
export function evaluate(node: Node | null | undefined, scope: Scope, depth = 0): Value {
  const inner = (other: Node | null | undefined) => evaluate(other, scope, depth);
  switch (node?.type) {
    case undefined:
      return NOTHING;
    case "Literal":
      return literalOf(node.value);
    case "Identifier":
      return lookUp(node.name, scope, depth);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ParenthesizedExpression":
    case "ChainExpression":
      return inner(node.expression);
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "FunctionDeclaration":
      return { kind: "function", node, scope };
    case "ObjectExpression":
      return { kind: "object", parts: partsOf(node, scope, depth) };
    case "ArrayExpression":
      return {
        kind: "list",
        parts: node.elements.flatMap((element): ListPart[] => {
          if (element === null) return [];
          if (element.type === "SpreadElement") return [{ spread: inner(element.argument) }];
          return [{ item: inner(element) }];
        }),
      };
    case "TemplateLiteral":
      return join(node, node.expressions.map(inner));
    case "ConditionalExpression":
      return choose(inner(node.test), {
        yes: () => inner(node.consequent),
        no: () => inner(node.alternate),
      });
    case "LogicalExpression":
      return combine(node.operator, inner(node.left), () => inner(node.right));
    case "UnaryExpression":
      return node.operator === "!" ? negate(inner(node.argument)) : made([inner(node.argument)]);
    case "BinaryExpression":
      return calculate(node.operator, inner(node.left), inner(node.right));
    case "MemberExpression":
      return member(node, inner);
    case "CallExpression":
      return call(node, inner, depth);
    default:
      return made([]);
  }
}

/** What a function returns for these arguments. */
export function apply(called: Value, args: Value[], depth = 0): Value {
  if (called.kind !== "function" || depth > MAX_DEPTH) return made(args);
  const node = functionIn(called.node);
  if (!node?.body) return made(args);
  const { scope, values } = scopeWithin(called, args);
  if (node.body.type !== "BlockStatement") return evaluate(node.body, scope, depth);
  const returned: Value[] = [];
  run(node.body.body, { values, evaluate: (one) => evaluate(one, scope, depth), returned });
  if (returned.length === 0) return made(args);
  return eitherOf(returned.map((value) => ({ value, given: new Map() })));
}

/** The names that the body of a function can use when it gets these arguments. */
export function scopeWithin(
  { node, scope: { module, values: around } }: Extract<Value, { kind: "function" }>,
  args: readonly Value[],
): { scope: Scope; values: Map<string, Value> } {
  const values = new Map(around);
  for (const [index, param] of (functionIn(node)?.params ?? []).entries())
    bind(param, args[index] ?? made([]), values);
  return { scope: { module, values }, values };
}

/** A text with values in it: known if all of them are. */
function join({ quasis }: TemplateLiteral, values: Value[]): Value {
  const texts = values.map((value) => (value.kind === "literal" ? String(value.value) : undefined));
  if (texts.includes(undefined)) return made(values);
  const value = quasis.map((part, index) => `${part.value.cooked}${texts[index] ?? ""}`).join("");
  return { kind: "literal", value };
}

function call(
  { callee, arguments: given }: CallExpression,
  inner: (node: Node) => Value,
  depth: number,
): Value {
  const args = given.map((each) =>
    each.type === "SpreadElement" ? made([inner(each.argument)]) : inner(each),
  );
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier")
    return apply(inner(callee), args, depth + 1);
  const method = { name: callee.property.name, of: inner(callee.object), args };
  return callMethod(method, (called, more) => apply(called, more, depth + 1));
}

function member(
  { object, property, computed }: MemberExpression,
  inner: (node: Node) => Value,
): Value {
  if (!computed && property.type === "Identifier") return memberOf(inner(object), property.name);
  return memberOf(inner(object), nameIn(inner(property)));
}

/** The value of a name; a constant of a file is evaluated when it is used. */
function lookUp(name: string, scope: Scope, depth: number): Value {
  if (name === "undefined") return NOTHING;
  const known = scope.values.get(name);
  if (known) return known;
  const found = findDeclared(scope.module, name);
  if (!found || depth > MAX_DEPTH) return made([]);
  return evaluate(found.node, topOf(found.module), depth + 1);
}

export function topOf(module: Module): Scope {
  return { module, values: new Map() };
}

function literalOf(value: unknown): Value {
  if (value === null) return NOTHING;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? { kind: "literal", value }
    : made([]);
}

function partsOf({ properties }: ObjectExpression, scope: Scope, depth: number) {
  return properties.map((property) => {
    const name = property.type === "Property" ? nameOf(property) : undefined;
    if (property.type === "SpreadElement")
      return { spread: evaluate(property.argument, scope, depth) };
    const value = evaluate(property.value, scope, depth);
    return name === undefined ? { spread: made([value]) } : { name, value };
  });
}
