import type {
  ArrowFunctionExpression,
  CallExpression,
  Expression,
  ObjectExpression,
  ObjectProperty,
  TSInterfaceDeclaration,
} from "oxc-parser";
import { asObject, bare, find, isNamed, nameOf, nodesIn } from "../../../src/check/ast.ts";
import { contextTypeIn } from "../../../src/check/context-fields.ts";
import { type MachineFile, propertiesOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";

/** The interface of a machine's context. */
export function contextTypeOf({ file, machine }: MachineFile): TSInterfaceDeclaration {
  return (
    contextTypeIn(machine) ??
    refuse(`${file} does not declare its context as an interface: change it in your editor.`)
  );
}

/** The braces of the initial context. */
export function initialContextOf({ file, machine }: MachineFile): ObjectExpression {
  const context = machine.context && bare(machine.context);
  return objectIn(context) ?? refuse(`${file} does not write its context out in one place.`);
}

/** An object, or the one that an arrow function returns. */
export function objectIn(value: Expression | undefined): ObjectExpression | undefined {
  if (value?.type === "ArrowFunctionExpression" && value.body.type !== "BlockStatement")
    return asObject(value.body);
  return value && asObject(value);
}

/** A part of `setup({ … })`: "actions" or "guards". */
export function settingOf(
  { machine }: MachineFile,
  name: "actions" | "guards",
): ObjectProperty | undefined {
  return find(machine.settings, name);
}

/** The braces of `actions`. */
export function actionsOf(file: MachineFile): ObjectExpression {
  return (
    asObject(settingOf(file, "actions")?.value) ??
    refuse(`${file.file} declares no actions: change it in your editor.`)
  );
}

/** The table of what the machine says. */
export function saysTableOf(file: MachineFile): ObjectExpression {
  for (const node of nodesIn(actionsOf(file)))
    if (node.type === "CallExpression" && isTable(node)) {
      const [table] = node.arguments;
      const object = table && asObject(table);
      if (object) return object;
    }
  return refuse(`${file.file} has no table of what it says: change it in your editor.`);
}

function isTable({ callee }: CallExpression): boolean {
  return callee.type === "CallExpression" && isNamed(callee.callee, "says");
}

/** The field that an action keeps something in, if it keeps something. */
export function fieldKeptBy(file: MachineFile, action: string): string | undefined {
  const value = find(actionsOf(file), action)?.value;
  if (value?.type !== "CallExpression" || !isNamed(value.callee, "assign")) return undefined;
  const [kept] = value.arguments;
  const [first] = (kept && asObject(kept)?.properties) ?? [];
  return first?.type === "Property" ? nameOf(first) : undefined;
}

/** The function that gives the values of all wordings: `shows` in `says(shows)({ … })`. */
export function valuesFunctionOf(file: MachineFile): ArrowFunctionExpression | undefined {
  const [says] = nodesIn(actionsOf(file)).filter(
    (node): node is CallExpression =>
      node.type === "CallExpression" && isNamed(node.callee, "says"),
  );
  const [values] = says?.arguments ?? [];
  return values?.type === "Identifier" ? arrowNamed(file, values.name) : undefined;
}

/** The arrow function that a constant of the file is. */
export function arrowNamed(
  { machine }: MachineFile,
  name: string,
): ArrowFunctionExpression | undefined {
  for (const node of nodesIn(machine.source.program))
    if (node.type === "VariableDeclarator" && isNamed(node.id, name))
      if (node.init?.type === "ArrowFunctionExpression") return node.init;
  return undefined;
}

/** The names of the values that all wordings can show beside the fields. */
export function valuesIn(file: MachineFile): string[] {
  return propertiesOf(objectIn(valuesFunctionOf(file))).flatMap((one) => nameOf(one) ?? []);
}
