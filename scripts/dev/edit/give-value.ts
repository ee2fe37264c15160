import type { ArrowFunctionExpression, Expression, ObjectExpression } from "oxc-parser";
import { bare, find, nameOf, nodesIn } from "../../../src/check/ast.ts";
import { fieldsIn } from "../../../src/check/context-fields.ts";
import { actionsOf as namedIn } from "../../../src/check/machine.ts";
import type { GiveValueEdit } from "../../../src/playground/edit-protocol.ts";
import { edited, machineOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import {
  actionsOf,
  arrowNamed,
  fieldKeptBy,
  objectIn,
  saysTableOf,
  valuesFunctionOf,
} from "./form-parts.ts";
import { insertProperty, propertyOf } from "./insert.ts";
import { type MachineFile, propertiesOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { valuesOf } from "./said.ts";
import type { Splice } from "./splice.ts";

/**
 * Lets a wording show a field. It can already, unless the field is a day, or the wording is one of several of
 * `saysOneOf`: then the value is added to the function that wordings take their values from.
 */
export function giveValue(files: Files, { machine, key, field }: GiveValueEdit): Edited {
  const file = machineOf(files, machine);
  if (!fieldsIn(file.machine).some(({ name }) => name === field))
    refuse(`“${machine}” keeps no “${field}”.`);
  if (namedIn(file.machine).some(({ name }) => name === key)) return giveNamed(file, key, field);
  const values = valuesOf(file, key);
  if (!values) return refuse(`“${machine}” does not say “${key}”.`);
  return giveIn(file, giverIn(file, values), { key, field });
}

function giveNamed(file: MachineFile, key: string, field: string): Edited {
  if (!isDay(file, field)) return NOTHING;
  const giver = valuesFunctionOf(file);
  if (giver || valuesOf(file, key)) return giveIn(file, giver, { key, field });
  const given = `({ ${field} }) => ({ ${shown(file, field, field)} })`;
  const source = propertyOf(key, given);
  const splice = insertProperty(file.text, saysTableOf(file), { source });
  return edited(file, [splice], wordsFor({ key, field }));
}

function giveIn(
  file: MachineFile,
  giver: ArrowFunctionExpression | undefined,
  { key, field }: Given,
): Edited {
  const object = giver && objectIn(giver);
  if (!giver || !object)
    return refuse(
      `The values of “${key}” are written as code in ${file.file}: add “${field}” there.`,
    );
  if (find(object, field)) return NOTHING;
  return edited(file, addTo(file, { giver, object, field }), wordsFor({ key, field }));
}

type Given = Pick<GiveValueEdit, "key" | "field">;

const NOTHING: Edited = { files: {}, words: [] };

const wordsFor = ({ key, field }: Given) => [`Shows “${field}” in “${key}”.`];

/** The function whose object gets the value: the shared one where there is one. */
function giverIn(file: MachineFile, values: Expression): ArrowFunctionExpression | undefined {
  for (const node of nodesIn(values)) {
    if (node.type !== "SpreadElement" || node.argument.type !== "CallExpression") continue;
    const { callee } = node.argument;
    const shared = callee.type === "Identifier" ? arrowNamed(file, callee.name) : undefined;
    if (shared && objectIn(shared)) return shared;
  }
  const own = bare(values);
  return own?.type === "ArrowFunctionExpression" ? own : undefined;
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
  if (isDay(file, field)) return `${field}: ${value} ? { day: ${value} } : "none"`;
  return value === field ? field : `${field}: ${value}`;
}

function isDay(file: MachineFile, field: string): boolean {
  return propertiesOf(actionsOf(file)).some(
    (action) =>
      file.text.slice(action.start, action.end).includes("parseDay(") &&
      fieldKeptBy(file, nameOf(action) ?? "") === field,
  );
}
