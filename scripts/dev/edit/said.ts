import type { CallExpression, Expression, Node } from "oxc-parser";
import { asObject, find, isNamed, nameOf, nodesIn, textIn } from "../../../src/check/ast.ts";
import { listed } from "../../../src/check/reader-context.ts";
import type { Files } from "./files.ts";
import { type MachineFile, readMachineFile, type StateNode } from "./machine-file.ts";

/** The machines among files. */
export function machinesIn(files: Files): MachineFile[] {
  return Object.entries(files).flatMap(
    ([name, text]) =>
      (!name.includes("/") && text.includes(".createMachine(") && readMachineFile(name, text)) ||
      [],
  );
}

/** Whether an action is a wording: only wordings have a dot in their names. */
export function isKey(action: string): boolean {
  return action.includes(".");
}

/** The copy keys of what a state says on entry. */
export function saidOnEntry(file: MachineFile, { state }: StateNode): string[] {
  return state.entry.flatMap(({ name }) => keysOfAction(file, name));
}

/** The copy keys that an action says: its own name, or those that it chooses among by `saysOneOf`. */
function keysOfAction(file: MachineFile, action: string): string[] {
  for (const node of nodesIn(file.machine.source.program)) {
    const value = valueNamed(node, action);
    if (value?.type !== "CallExpression" || !isNamed(value.callee, "saysOneOf")) continue;
    const [keys] = value.arguments;
    if (keys && keys.type !== "SpreadElement")
      return listed(keys).flatMap((key) => textIn(key) ?? []);
  }
  return [action];
}

/** What gives the values of a wording: an item of the table of `says`, or the function of `saysOneOf`. */
export function valuesOf(file: MachineFile, key: string): Expression | undefined {
  for (const node of nodesIn(file.machine.source.program)) {
    const found = node.type === "CallExpression" ? valuesIn(node, key) : undefined;
    if (found) return found;
  }
  return undefined;
}

function valuesIn({ callee, arguments: given }: CallExpression, key: string) {
  const [first, second] = given.flatMap((one) => (one.type === "SpreadElement" ? [] : [one]));
  if (callee.type === "CallExpression" && isNamed(callee.callee, "says")) {
    const table = asObject(first);
    return table && find(table, key)?.value;
  }
  const isIt = isNamed(callee, "saysOneOf") && listed(first).some((one) => textIn(one) === key);
  return isIt ? second : undefined;
}

function valueNamed(node: Node, name: string): Expression | undefined {
  if (node.type === "VariableDeclarator" && isNamed(node.id, name)) return node.init ?? undefined;
  return node.type === "Property" && node.value.type === "CallExpression" && nameOf(node) === name
    ? node.value
    : undefined;
}
