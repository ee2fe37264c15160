import type { CallExpression, Node, ObjectExpression } from "oxc-parser";
import { asObject, find, nameOf, nodesIn, type Source, textIn } from "./ast.ts";
import { type Kind, kinds, type Machine } from "./machine.ts";
import type { Place, Problem } from "./problem.ts";
import { readState } from "./read-state.ts";
import type { ReaderContext } from "./reader-context.ts";
import { resolveTarget } from "./resolve-target.ts";

export interface Reading {
  machines: Machine[];
  problems: Problem[];
}

/** Reads the machine that a file declares, if it declares one. */
export function readMachine(source: Source): Reading {
  const problems: Problem[] = [];
  const calls = [...nodesIn(source.program)].filter(isCreation);
  if (calls.length === 0) return { machines: [], problems };
  const drawn = source.program.body.flatMap((statement) => {
    const declaration =
      statement.type === "ExportNamedDeclaration" ? statement.declaration : undefined;
    if (declaration?.type !== "VariableDeclaration") return [];
    return declaration.declarations.flatMap(({ id, init }) => {
      const parts = init && id.type === "Identifier" ? partsOf(init) : undefined;
      return parts && id.type === "Identifier" ? [{ name: id.name, call: init, ...parts }] : [];
    });
  });
  const [first, ...others] = drawn;
  for (const call of calls)
    if (!drawn.some((one) => one.call === call))
      problems.push({
        ...source.placeOf(call),
        sentence:
          "This machine is not declared in one expression. Write it as `export const name = setup({ … }).createMachine({ … })`, with both braces filled in right here, so that the check and the drawing tools can read it.",
      });
  for (const other of others)
    problems.push({
      ...source.placeOf(other.call ?? other.config),
      sentence: `“${other.name}” is a second machine in this file. Give it a file of its own: the drawing tools open one machine per file.`,
    });
  if (!first) return { machines: [], problems };
  return { machines: [draw({ source, problems, states: [] }, first)], problems };
}

function draw(desk: ReaderContext, { name, config, settings }: Parts & { name: string }): Machine {
  const { source, states } = desk;
  const place = source.placeOf(config);
  const id = textIn(find(config, "id")?.value) ?? name;
  const root = readState(desk, config, { key: name, parent: undefined });
  root.id = id;
  for (const { transitions } of states)
    for (const transition of transitions)
      if (transition.target)
        transition.to = resolveTarget(transition.source, transition.target.name, states);
  const own = Object.fromEntries(
    kinds.map((kind) => [kind, namesIn(source, find(settings, kind)?.value)]),
  ) as { [kind in Kind]: Map<string, Place> };
  const namedInSetup = new Set(
    [...nodesIn(settings)].flatMap((node) =>
      node.type === "Literal" && typeof node.value === "string" ? [node.value] : [],
    ),
  );
  const context = find(config, "context")?.value;
  return { name, id, place, source, settings, config, context, own, namedInSetup, root, states };
}

interface Parts {
  settings: ObjectExpression;
  config: ObjectExpression;
}

/** The braces of `setup({ … }).createMachine({ … })`. */
function partsOf(node: Node): Parts | undefined {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return undefined;
  const { object } = node.callee;
  if (object.type !== "CallExpression" || calledName(object) !== "setup") return undefined;
  const settings = asObject(object.arguments[0]);
  const config = asObject(node.arguments[0]);
  return settings && config && calledName(node) === "createMachine"
    ? { settings, config }
    : undefined;
}

function isCreation(node: Node): node is CallExpression {
  return node.type === "CallExpression" && calledName(node) === "createMachine";
}

function calledName({ callee }: CallExpression): string | undefined {
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" && callee.property.type === "Identifier"
    ? callee.property.name
    : undefined;
}

/** The names of a table, those among them that are in a call within it: `...says<Form>()({ … })`. */
function namesIn(source: Source, node: Parameters<typeof asObject>[0]): Map<string, Place> {
  const named = (asObject(node)?.properties ?? []).flatMap((property): [string, Place][] => {
    if (property.type === "SpreadElement")
      return property.argument.type === "CallExpression"
        ? [...namesIn(source, property.argument.arguments[0])]
        : [];
    const name = nameOf(property);
    return name === undefined ? [] : [[name, source.placeOf(property)]];
  });
  return new Map(named);
}
