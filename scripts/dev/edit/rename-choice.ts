import type { Expression, Node, ObjectProperty, Program } from "oxc-parser";
import { asObject, find, nameOf, nodesIn, parse, textIn } from "../../../src/check/ast.ts";
import { around } from "../../../src/check/machine.ts";
import type { RenameChoiceEdit } from "../../../src/playground/edit-protocol.ts";
import { mustBeName } from "./add-choice.ts";
import {
  type CopyFile,
  changed,
  choicesIn,
  eventNameOf,
  localesIn,
  namesOffered,
  readCopyFile,
} from "./copy-file.ts";
import type { Edited, Files } from "./files.ts";
import { renameProperty } from "./insert.ts";
import { type MachineFile, propertiesOf, type StateNode } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { machinesIn, saidOnEntry, valuesOf } from "./said.ts";
import type { Splice } from "./splice.ts";

/**
 * Renames a choice with every reference. A transition may answer several wordings, and a wording may be sent by
 * several states, so all that are connected are renamed together.
 */
export function renameChoice(files: Files, { key, choice, name }: RenameChoiceEdit): Edited {
  mustBeName(name);
  const copies = localesIn(files).map((locale) => readCopyFile(files, locale));
  const machines = machinesIn(files);
  const was = eventNameOf(choice);
  const [original] = copies;
  if (!original || !namesOffered(original, key).includes(was))
    refuse(`“${key}” has no button or row “${choice}” any more.`);
  const { keys, handlers } = connected({ original, machines, key, name: was });
  const taken = keys.find((one) => namesOffered(original, one).includes(name));
  if (taken !== undefined) refuse(`“${taken}” offers “${name}” already.`);
  const given = machines.flatMap((file) => keys.flatMap((one) => rowsGiven(files, file, one)));
  const rows = [...new Map(given.map((one) => [`${one.name}:${one.row.start}`, one])).values()];
  const inMachines = machines.map((file) =>
    changed({ name: file.file, text: file.text }, [
      ...handlers
        .filter((one) => one.file === file)
        .map(({ handler }) => renameProperty(handler, `choice.${name}`)),
      ...rows
        .filter((one) => one.name === file.file)
        .flatMap(({ row }) => renameRow(row, was, name)),
    ]),
  );
  const elsewhere = [...new Set(rows.map((one) => one.name))]
    .filter((one) => machines.every(({ file }) => file !== one))
    .map((one) =>
      changed(
        { name: one, text: files[one] ?? "" },
        rows.filter((row) => row.name === one).flatMap(({ row }) => renameRow(row, was, name)),
      ),
    );
  const inCopies = copies.map((copy) =>
    changed(
      copy,
      keys.flatMap((one) => renameIn(copy, one, { was, name })),
    ),
  );
  return {
    files: Object.assign({}, ...inMachines, ...elsewhere, ...inCopies),
    words: [
      `Renames the choice “${was}” to “${name}” in ${keys.map((one) => `“${one}”`).join(", ")} (${copies.length} languages), and in ${handlers.length === 1 ? "1 state that answers it" : `${handlers.length} states that answer it`}.`,
    ],
  };
}

interface Handler {
  file: MachineFile;
  node: StateNode;
  handler: ObjectProperty;
}

/** The wordings and transitions of a choice, until no further one follows from them. */
function connected({
  original,
  machines,
  key,
  name,
}: {
  original: CopyFile;
  machines: MachineFile[];
  key: string;
  name: string;
}): { keys: string[]; handlers: Handler[] } {
  const event = `choice.${name}`;
  const answered = machines.flatMap((file) =>
    file.states.flatMap((node) => {
      const said = saidOnEntry(file, node).filter((one) =>
        namesOffered(original, one).includes(name),
      );
      const found = said.length > 0 ? handlerFor(file, node, event) : undefined;
      return found ? [{ said, found }] : [];
    }),
  );
  const grow = (keys: ReadonlySet<string>) => {
    const reached = new Set(
      answered
        .filter(({ said }) => said.some((one) => keys.has(one)))
        .map(({ found }) => found.handler),
    );
    const both = answered.filter(({ found }) => reached.has(found.handler));
    return {
      keys: new Set([...keys, ...both.flatMap(({ said }) => said)]),
      handlers: new Map(both.map(({ found }) => [found.handler, found])),
    };
  };
  let found = grow(new Set([key]));
  for (let size = 0; size !== found.keys.size; found = grow(found.keys)) size = found.keys.size;
  return { keys: [...found.keys], handlers: [...found.handlers.values()] };
}

/** The transition that answers: of the state itself, or of the nearest state around it. */
function handlerFor(file: MachineFile, { state }: StateNode, event: string): Handler | undefined {
  for (const one of around(state)) {
    const node = file.states.find((each) => each.state === one);
    const on = node && asObject(find(node.config, "on")?.value);
    const handler = on && find(on, event);
    if (node && handler) return { file, node, handler };
  }
  return undefined;
}

function renameIn(
  copy: CopyFile,
  key: string,
  { was, name }: { was: string; name: string },
): Splice[] {
  if (!find(copy.copy, key)) return [];
  return propertiesOf(choicesIn(copy, key)).flatMap((one) => {
    const choice = nameOf(one) ?? "";
    if (eventNameOf(choice) !== was) return [];
    return [renameProperty(one, name + choice.slice(was.length))];
  });
}

/** A file as it is read for rows. */
interface Part {
  name: string;
  text: string;
  program: Program;
}

/** A node of `row: …`, and the file in which it is. */
export interface GivenRow extends Part {
  row: ObjectProperty;
}

/** The rows in what gives a wording its values, and in the functions that this calls, imported ones included. */
export function rowsGiven(files: Files, file: MachineFile, key: string): GivenRow[] {
  const values = valuesOf(file, key);
  if (!values) return [];
  const { program } = file.machine.source;
  const own: Part = { name: file.file, text: file.text, program };
  const parts = new Map([[own.name, own]]);
  const seen = new Map<Node, Part>([[values, own]]);
  for (const [node, part] of seen)
    for (const [init, where] of calledIn(files, parts, { node, part }))
      if (!seen.has(init)) seen.set(init, where);
  const rows = new Map<ObjectProperty, GivenRow>();
  for (const [node, part] of seen)
    for (const row of nodesIn(node).filter(isRow)) rows.set(row, { ...part, row });
  return [...rows.values()];
}

const isRow = (node: Node): node is ObjectProperty =>
  node.type === "Property" && node.value.type !== "AssignmentPattern" && nameOf(node) === "row";

/** What the names in a node are declared to be, in the file or in those that it imports. */
function calledIn(
  files: Files,
  parts: Map<string, Part>,
  { node, part }: { node: Node; part: Part },
): [Expression, Part][] {
  const names = new Set(
    nodesIn(node).flatMap((one) => (one.type === "Identifier" ? [one.name] : [])),
  );
  const imported = part.program.body.flatMap((one) => {
    if (one.type !== "ImportDeclaration") return [];
    if (!one.specifiers.some(({ local }) => names.has(local.name))) return [];
    const name = one.source.value.replace(/^\.\//, "");
    const text = files[name];
    const known = parts.get(name);
    const found = known ?? (text ? { name, text, program: parse(name, text).program } : undefined);
    if (found) parts.set(name, found);
    return found ? [found] : [];
  });
  return [part, ...imported].flatMap((where) =>
    declaredIn(where.program, names).map((init): [Expression, Part] => [init, where]),
  );
}

function declaredIn(program: Program, names: ReadonlySet<string>): Expression[] {
  return nodesIn(program).flatMap((one) =>
    one.type === "VariableDeclarator" &&
    one.id.type === "Identifier" &&
    names.has(one.id.name) &&
    one.init
      ? [one.init]
      : [],
  );
}

/** `row: "weeks"`, or `row: \`locale=${…}\``. */
function renameRow({ value }: ObjectProperty, was: string, name: string): Splice[] {
  const inner = value.type === "TSAsExpression" ? value.expression : value;
  const text = textIn(inner);
  if (text !== undefined && eventNameOf(text) === was)
    return [{ start: inner.start + 1, end: inner.start + 1 + was.length, by: name }];
  if (inner.type !== "TemplateLiteral") return [];
  const [head] = inner.quasis;
  if (!head?.value.raw.startsWith(`${was}=`)) return [];
  return [{ start: inner.start + 1, end: inner.start + 1 + was.length, by: name }];
}
