import type { ArrowFunctionExpression, Expression, ObjectExpression } from "oxc-parser";
import { bare, find, nameOf, nodesIn } from "../../../src/check/ast.ts";
import { fieldsIn } from "../../../src/check/context-fields.ts";
import type { GiveValueEdit } from "../../../src/playground/edit-protocol.ts";
import { edited, machineOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { actionsOf, fieldKeptBy, objectIn } from "./form-parts.ts";
import { insertProperty } from "./insert.ts";
import { type MachineFile, propertiesOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { valuesOf } from "./said.ts";
import type { Splice } from "./splice.ts";

/**
 * Gives a wording the value of a field: where the machine gives it its values, or in the function that several
 * wordings take their values from.
 */
export function giveValue(files: Files, { machine, key, field }: GiveValueEdit): Edited {
  const file = machineOf(files, machine);
  if (!fieldsIn(file.machine).some(({ name }) => name === field))
    refuse(`“${machine}” keeps no “${field}”.`);
  const values = valuesOf(file, key);
  if (!values) refuse(`“${machine}” does not say “${key}”.`);
  const words = [`Shows “${field}” in “${key}”.`];
  if (values.type === "Literal") {
    const by = `({ ${field} }) => ({ ${shown(file, field, field)} })`;
    return edited(file, [{ start: values.start, end: values.end, by }], words);
  }
  const giver = giverIn(file, values);
  const object = giver && objectIn(giver);
  if (!giver || !object)
    refuse(`The values of “${key}” are written as code in ${file.file}: add “${field}” there.`);
  if (find(object, field)) return { files: {}, words: [] };
  return edited(file, addTo(file, { giver, object, field }), words);
}

/** The function whose object gets the value: the shared one where there is one. */
function giverIn(file: MachineFile, values: Expression): ArrowFunctionExpression | undefined {
  const named = bare(values);
  if (named?.type === "Identifier") return declared(file, named.name);
  for (const node of nodesIn(values)) {
    if (node.type !== "SpreadElement" || node.argument.type !== "CallExpression") continue;
    const { callee } = node.argument;
    const shared = callee.type === "Identifier" ? declared(file, callee.name) : undefined;
    if (shared && objectIn(shared)) return shared;
  }
  return named?.type === "ArrowFunctionExpression" ? named : undefined;
}

function declared({ machine }: MachineFile, name: string): ArrowFunctionExpression | undefined {
  for (const node of nodesIn(machine.source.program))
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier")
      if (node.id.name === name && node.init?.type === "ArrowFunctionExpression") return node.init;
  return undefined;
}

interface Giving {
  giver: ArrowFunctionExpression;
  object: ObjectExpression;
  field: string;
}

function addTo(file: MachineFile, { giver, object, field }: Giving): Splice[] {
  const [form] = giver.params;
  const insert = (value: string) =>
    insertProperty(file.text, object, { source: shown(file, field, value) });
  if (form?.type === "Identifier") return [insert(`${form.name}.${field}`)];
  if (form?.type !== "ObjectPattern")
    return refuse(`The values are written as code in ${file.file}: add “${field}” there.`);
  const last = form.properties.at(-1);
  const at = last?.end ?? form.start + 1;
  return [{ start: at, end: at, by: last ? `, ${field}` : ` ${field} ` }, insert(field)];
}

/** A day is shown as the language writes it. */
function shown(file: MachineFile, field: string, value: string): string {
  const isDay = propertiesOf(actionsOf(file)).some(
    (action) =>
      file.text.slice(action.start, action.end).includes("parseDay(") &&
      fieldKeptBy(file, nameOf(action) ?? "") === field,
  );
  if (isDay) return `${field}: ${value} ? { day: ${value} } : "none"`;
  return value === field ? field : `${field}: ${value}`;
}
