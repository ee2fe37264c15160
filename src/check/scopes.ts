import type { Node } from "oxc-parser";

/** Where a name of an expression is declared. `undefined`: nowhere in the file, so it is one of JavaScript's own. */
export type Origin = "parameter" | "local" | "module" | undefined;

type Scope = ReadonlyMap<string, Origin>;

/** Finds where a name is declared that an expression uses. */
export type Resolve = (name: string) => Origin;

/** Visits every expression and statement of a file, without types and the names of properties. */
export function visit(program: Node, at: (node: Node, resolve: Resolve, parent: Node) => void) {
  const walk = (node: Node, scopes: readonly Scope[], parent: Node): void => {
    const own = scopeOf(node);
    const inner = own ? [own, ...scopes] : scopes;
    at(node, (name) => inner.find((scope) => scope.has(name))?.get(name), parent);
    for (const child of expressionsIn(node)) walk(child, inner, node);
  };
  walk(program, [], program);
}

type FunctionNode = Extract<
  Node,
  { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }
>;

function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

function scopeOf(node: Node): Scope | undefined {
  if (node.type === "Program")
    return new Map(
      node.body.flatMap(declaredWithin).map((name): [string, Origin] => [name, "module"]),
    );
  if (!isFunction(node)) return undefined;
  return new Map([
    ...(node.body ? declaredWithin(node.body) : []).map((name): [string, Origin] => [
      name,
      "local",
    ]),
    ...node.params.flatMap(namesOf).map((name): [string, Origin] => [name, "parameter"]),
  ]);
}

/** The names that a statement declares, those of its blocks included, those of functions within it not. */
function declaredWithin(node: Node): string[] {
  switch (node.type) {
    case "ImportDeclaration":
      return node.specifiers.map(({ local }) => local.name);
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return node.id ? [node.id.name] : [];
    case "VariableDeclarator":
      return [...namesOf(node.id), ...(node.init ? declaredWithin(node.init) : [])];
    case "CatchClause":
      return [...(node.param ? namesOf(node.param) : []), ...declaredWithin(node.body)];
    default:
      return isFunction(node) ? [] : childrenOf(node).flatMap(declaredWithin);
  }
}

/** The names that a pattern binds. */
function namesOf(pattern: Node): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "AssignmentPattern":
      return namesOf(pattern.left);
    case "RestElement":
      return namesOf(pattern.argument);
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? namesOf(element) : []));
    case "ObjectPattern":
      return pattern.properties.flatMap((one) =>
        namesOf(one.type === "Property" ? one.value : one.argument),
      );
    default:
      return [];
  }
}

/** The parts of a node that are evaluated. */
function expressionsIn(node: Node): Node[] {
  switch (node.type) {
    case "MemberExpression":
      return node.computed ? [node.object, node.property] : [node.object];
    case "Property":
      return node.computed ? [node.key, node.value] : [node.value];
    case "ImportDeclaration":
      return [];
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSInstantiationExpression":
      return [node.expression];
    default:
      return childrenOf(node).filter(({ type }) => !type.startsWith("TS") || WRAPPERS.has(type));
  }
}

const WRAPPERS: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSInstantiationExpression",
]);

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter(
      (part): part is Node =>
        typeof part === "object" && part !== null && "type" in part && "start" in part,
    );
}
