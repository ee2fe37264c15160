import { basename } from "node:path";
import type { Expression, FunctionBody, Node, ObjectExpression } from "oxc-parser";
import { bare, nodesIn, type Source } from "./ast.ts";
import type { ReaderContext } from "./reader-context.ts";

interface Found {
  object: ObjectExpression;
  /** The file that contains it. */
  source: Source;
}

/** The objects that params may be: literals, or returned by a function of this file or of an imported one. */
export function objectsIn(context: ReaderContext, node: Expression): Found[] {
  return follow({ ...context, passed: new Set() }, node);
}

/** The call stack of the reader; a recursive call adds nothing. */
interface Trail {
  source: Source;
  beside: Source[];
  passed: Set<Node>;
}

function follow(trail: Trail, node: Expression): Found[] {
  const inner = bare(node);
  switch (inner?.type) {
    case "ObjectExpression":
      return [{ object: inner, source: trail.source }];
    case "ConditionalExpression":
      return [...follow(trail, inner.consequent), ...follow(trail, inner.alternate)];
    case "ArrowFunctionExpression":
      return followBody(trail, inner.body);
    case "CallExpression":
      return inner.callee.type === "Identifier" ? followCall(trail, inner.callee.name) : [];
    case "Identifier":
      return followCall(trail, inner.name);
    default:
      return [];
  }
}

function followBody(trail: Trail, body: FunctionBody | Expression): Found[] {
  if (trail.passed.has(body)) return [];
  trail.passed.add(body);
  if (body.type !== "BlockStatement") return follow(trail, body);
  return [...nodesIn(body)].flatMap((node) =>
    node.type === "ReturnStatement" && node.argument ? follow(trail, node.argument) : [],
  );
}

function followCall(trail: Trail, name: string): Found[] {
  return trail.source.program.body.flatMap((statement) => {
    if (statement.type === "ImportDeclaration") return followImport(trail, statement, name);
    const declared =
      statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declared?.type === "FunctionDeclaration")
      return declared.id?.name === name && declared.body ? followBody(trail, declared.body) : [];
    if (declared?.type !== "VariableDeclaration") return [];
    return declared.declarations.flatMap(({ id, init }) =>
      id.type === "Identifier" && id.name === name && init ? follow(trail, init) : [],
    );
  });
}

function followImport(
  trail: Trail,
  { specifiers, source: from }: Extract<Node, { type: "ImportDeclaration" }>,
  name: string,
): Found[] {
  const isHere = specifiers.some(({ local }) => local.name === name);
  const source = trail.beside.find(({ file }) => basename(file) === basename(from.value));
  return isHere && source ? followCall({ ...trail, source }, name) : [];
}
