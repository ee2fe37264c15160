import type { Node } from "oxc-parser";
import { isNamed, nameOf, nodesIn, type Source } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import type { Machine } from "../machine.ts";
import type { Problem } from "../problem.ts";
import { findDeclared, type Module, moduleOf } from "../values/modules.ts";

/** A machine declares its context, so that the types check it. */
export function findUntypedContext(model: FlowModel): Problem[] {
  return model.machines
    .filter((machine) => machine.context && contextTypes(model, machine).size === 0)
    .map(({ name, place }) => ({
      ...place,
      sentence: `“${name}” keeps values between messages, and does not declare them. Declare their types in setup(): \`types: {} as { context: { … } }\`.`,
    }));
}

/** A machine's context is written to Redis as JSON and must be the same when read again. */
export function findUnwritableContext(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) => [
    ...[...contextTypes(model, machine)].flatMap(([type, { source }]) =>
      problemsAt(source, type, typeLostIn),
    ),
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
  if (node.type === "Identifier" && (node.name === "NaN" || node.name === "Infinity"))
    return node.name;
  if (
    node.type === "ArrayExpression" &&
    node.elements.some((one) => one && isNamed(one, "undefined"))
  )
    return "list with `undefined`";
  if (node.type === "NewExpression" && node.callee.type === "Identifier") return node.callee.name;
  if (node.type !== "Literal") return undefined;
  if ("regex" in node) return "RegExp";
  return "bigint" in node ? "bigint" : undefined;
}

/** The type of the context, and the types that it uses, each with the file that declares it. */
function contextTypes({ sources }: FlowModel, { source, settings }: Machine): Map<Node, Module> {
  const module = moduleOf(sources, source);
  const declared = [...nodesIn(settings)].flatMap(contextTypeIn);
  const found = new Map(declared.map((node) => [node, module]));
  for (const [type, within] of found)
    for (const node of nodesIn(type)) {
      const name = nameOfType(node);
      const other = name === undefined ? undefined : findDeclared(within, name);
      if (other) found.set(other.node, other.module);
    }
  return found;
}

function nameOfType(node: Node): string | undefined {
  if (node.type === "TSTypeReference" && node.typeName.type === "Identifier")
    return node.typeName.name;
  return node.type === "TSInterfaceHeritage" && node.expression.type === "Identifier"
    ? node.expression.name
    : undefined;
}

/** `context: Form`, or the first of `FormTypes<Form, …>` of kit.ts. */
function contextTypeIn(node: Node): Node[] {
  if (node.type === "TSPropertySignature" && isNamed(node.key, "context")) return [node];
  return node.type === "TSTypeReference" && isNamed(node.typeName, "FormTypes")
    ? (node.typeArguments?.params.slice(0, 1) ?? [])
    : [];
}

/** The initial context, every `assign`, and what calls and forms receive and bring. */
function contextValues({ source, context, config }: Machine): Node[] {
  const assigns = [...nodesIn(source.program)].filter(
    (node) => node.type === "CallExpression" && isNamed(node.callee, "assign"),
  );
  const passed = nodesIn(config).flatMap((node) =>
    node.type === "Property" && ["input", "output"].includes(nameOf(node) ?? "")
      ? [node.value]
      : [],
  );
  return [...(context ? [context] : []), ...assigns, ...passed];
}
