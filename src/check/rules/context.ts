import type { Node } from "oxc-parser";
import { isNamed, nodesIn, type Source } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import type { Machine } from "../machine.ts";
import type { Problem } from "../problem.ts";

/** A machine declares its context, so that the types check it. */
export function findUntypedContext({ machines }: FlowModel): Problem[] {
  return machines
    .filter((machine) => machine.context && contextTypes(machine).length === 0)
    .map(({ name, place }) => ({
      ...place,
      sentence: `“${name}” keeps values between messages, and does not declare them. Declare their types in setup(): \`types: {} as { context: { … } }\`.`,
    }));
}

/** A machine's context is written to Redis as JSON and must be the same when read again. */
export function findUnwritableContext({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => [
    ...contextTypes(machine).flatMap((type) => problemsAt(machine.source, type, typeLostIn)),
    ...contextValues(machine).flatMap((value) => problemsAt(machine.source, value, valueLostIn)),
  ]);
}

function problemsAt(
  source: Source,
  node: Node,
  lostIn: (node: Node) => string | undefined,
): Problem[] {
  return [...nodesIn(node)].flatMap((part) => {
    const name = lostIn(part);
    if (name === undefined) return [];
    return [
      {
        ...source.placeOf(part),
        sentence: `A ${name} cannot be kept between two messages. Keep texts, numbers, true or false, lists and objects of these.`,
      },
    ];
  });
}

const LOST = new Set(["Date", "Map", "Set", "WeakMap", "WeakSet", "RegExp", "Promise", "Error"]);

function typeLostIn(node: Node): string | undefined {
  if (node.type === "TSFunctionType" || node.type === "TSMethodSignature") return "function";
  if (node.type === "TSBigIntKeyword") return "bigint";
  if (node.type === "TSSymbolKeyword") return "symbol";
  const name = node.type === "TSTypeReference" ? node.typeName : undefined;
  return name?.type === "Identifier" && LOST.has(name.name) ? name.name : undefined;
}

function valueLostIn(node: Node): string | undefined {
  if (node.type === "NewExpression" && node.callee.type === "Identifier") return node.callee.name;
  if (node.type !== "Literal") return undefined;
  if ("regex" in node) return "RegExp";
  return "bigint" in node ? "bigint" : undefined;
}

/** The type of the context, and the types of this file that it uses. */
function contextTypes({ source, settings }: Machine): Node[] {
  const named = new Map(
    source.program.body.flatMap((node) =>
      node.type === "TSInterfaceDeclaration" || node.type === "TSTypeAliasDeclaration"
        ? [[node.id.name, node as Node]]
        : [],
    ),
  );
  const found = new Set<Node>(
    [...nodesIn(settings)].filter(
      (node) => node.type === "TSPropertySignature" && isNamed(node.key, "context"),
    ),
  );
  for (const type of found)
    for (const node of nodesIn(type)) {
      const name = node.type === "TSTypeReference" ? node.typeName : undefined;
      const other = name?.type === "Identifier" ? named.get(name.name) : undefined;
      if (other) found.add(other);
    }
  return [...found];
}

/** The initial context, and every `assign`. */
function contextValues({ source, context }: Machine): Node[] {
  const assigns = [...nodesIn(source.program)].filter(
    (node) => node.type === "CallExpression" && isNamed(node.callee, "assign"),
  );
  return context ? [context, ...assigns] : assigns;
}
