import type { BindingPattern, Expression, Node, ParamPattern, Statement } from "oxc-parser";
import { nameOf } from "../ast.ts";
import { memberOf } from "./operators.ts";
import { made, type Value } from "./value.ts";

interface Run {
  /** The values of the names that are declared; those that statements declare are added. */
  values: Map<string, Value>;
  evaluate: (node: Expression | null) => Value;
  /** What was returned so far. */
  returned: Value[];
}

/** Runs statements, every branch of them; `false` where one of them always returns. */
export function run(statements: readonly Statement[], at: Run): boolean {
  return statements.every((statement) => runOne(statement, at));
}

function runOne(statement: Statement, at: Run): boolean {
  switch (statement.type) {
    case "VariableDeclaration":
      for (const { id, init } of statement.declarations) bind(id, at.evaluate(init), at.values);
      return true;
    case "ReturnStatement":
      at.returned.push(at.evaluate(statement.argument));
      return false;
    case "IfStatement": {
      const then = runOne(statement.consequent, at);
      const otherwise = statement.alternate ? runOne(statement.alternate, at) : true;
      return then || otherwise;
    }
    case "BlockStatement":
      return run(statement.body, at);
    case "SwitchStatement":
      for (const { consequent } of statement.cases) run(consequent, at);
      return !statement.cases.some(({ test }) => test === null);
    case "ThrowStatement":
      return false;
    default:
      return true;
  }
}

/** Gives the names of a pattern their values. */
export function bind(
  pattern: ParamPattern | BindingPattern,
  value: Value,
  values: Map<string, Value>,
): void {
  switch (pattern.type) {
    case "Identifier":
      values.set(pattern.name, value);
      break;
    case "AssignmentPattern":
      bind(pattern.left, value, values);
      break;
    case "ObjectPattern":
      for (const property of pattern.properties)
        if (property.type === "Property")
          bind(property.value, memberOf(value, nameOf(property)), values);
        else bind(property.argument, made([value]), values);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements)
        if (element && element.type !== "RestElement")
          bind(element, made([value], { isPart: true }), values);
      break;
    default:
      break;
  }
}

/** A function and its parameters, if a node is one. */
export function functionIn(node: Node) {
  return node.type === "ArrowFunctionExpression" ||
    node.type === "FunctionExpression" ||
    node.type === "FunctionDeclaration"
    ? node
    : undefined;
}
