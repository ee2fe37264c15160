import type { ObjectExpression } from "oxc-parser";
import { asObject, find, nameOf, nodesIn } from "../../../src/check/ast.ts";
import { fieldsIn } from "../../../src/check/context-fields.ts";
import type { RemoveQuestionEdit } from "../../../src/playground/edit-protocol.ts";
import { changed, localesIn, readCopyFile, unreview } from "./copy-file.ts";
import { machineOf, pathOf, quoted, rewrite } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { actionsOf, fieldKeptBy, initialContextOf, saysTableOf, settingOf } from "./form-parts.ts";
import { withoutUnused } from "./imports.ts";
import { type MachineFile, type StateNode, stateAt, transitionsOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { isKey, machinesIn } from "./said.ts";
import { type Splice, withComma } from "./splice.ts";
import { destinationOf, goesBack, spliceTarget, targetIn } from "./transitions.ts";

/** Removes a question: what entered it enters what follows; names that only it used are removed with it. */
export function removeQuestion(files: Files, { state, next }: RemoveQuestionEdit): Edited {
  const file = machineOf(files, state);
  const node = stateAt(file, pathOf(state));
  const follows = stateAt(file, pathOf(next));
  if (!node.property || node.state.states.length > 0) refuse(`${node.name} is no question.`);
  if (follows === node || !follows.property) refuse("Choose what follows instead of the question.");
  const isEntered = transitionsOf(node).some(
    ({ event, value }) => event !== "back" && destinationOf(file, node, value) === next,
  );
  if (!isEntered)
    refuse(`${node.name} does not lead to ${follows.name} any more. Look at it again.`);
  const names = new Set([
    ...node.state.entry.map(({ name }) => name),
    ...node.state.transitions.flatMap(({ actions, guard }) => [
      ...actions.map(({ name }) => name),
      ...(guard ? [guard.name] : []),
    ]),
  ]);
  const fields = [...names].flatMap((name) => fieldKeptBy(file, name) ?? []);
  const without = withoutState(bypass(file, node, follows), node.path);
  const { file: unnamed, keys } = withoutNames(without, names);
  const lean = withoutUnused(fields.reduce(withoutField, unnamed));
  const changedFiles = { ...files, [file.file]: lean.text };
  const gone = keys.filter((key) => !isSaid(changedFiles, key));
  return {
    files: { [file.file]: lean.text, ...withoutWordings(files, gone) },
    words: [
      `Removes the question ${node.name}: ${follows.name} follows what was before it.`,
      ...(gone.length > 0
        ? [`Removes ${gone.map((key) => `“${key}”`).join(", ")} from every language.`]
        : []),
      ...fields
        .filter((field) => fieldsIn(lean.machine).some(({ name }) => name === field))
        .map((field) => `“${field}” stays: other parts of “${file.machine.id}” use it.`),
    ],
  };
}

/** What entered the question enters what follows it; what went back to it goes one question further back. */
function bypass(file: MachineFile, node: StateNode, follows: StateNode): MachineFile {
  const id = `${file.machine.id}:${node.path}`;
  const backId = transitionsOf(node)
    .filter(({ event }) => goesBack(event))
    .map(({ value }) => destinationOf(file, node, value))[0];
  const back = backId === undefined ? follows : stateAt(file, pathOf(backId));
  const ways = file.states
    .filter((from) => from !== node)
    .flatMap((from) =>
      transitionsOf(from)
        .filter(({ value }) => destinationOf(file, from, value) === id)
        .flatMap(({ event, value }) => {
          const to = goesBack(event) && back !== from ? back : follows;
          return spliceTarget(file, { from, to, value });
        }),
    );
  return rewrite(file, [...ways, ...initialSplices(file, node, follows)]);
}

function initialSplices(file: MachineFile, node: StateNode, follows: StateNode): Splice[] {
  const around = file.states.find(({ state }) => state === node.state.parent);
  const written = around && find(around.config, "initial")?.value;
  const initial = written && targetIn(written);
  if (initial?.name !== node.state.key) return [];
  if (follows.state.parent !== node.state.parent)
    refuse(`${node.name} is the first question, and what follows is not beside it.`);
  return [quoted(initial, follows.state.key)];
}

function withoutState(file: MachineFile, path: string): MachineFile {
  const { property } = stateAt(file, path);
  return property ? rewrite(file, [withComma(file.text, property)]) : file;
}

/** Without the actions and guards among `names` that nothing refers to any more; `keys` were wordings. */
function withoutNames(file: MachineFile, names: ReadonlySet<string>) {
  const [machine] = file.states;
  const used = new Set(machine ? textsIn(machine.config) : []);
  const unused = [...names].filter((name) => !used.has(name));
  const table = saysTableOf(file);
  const keys = unused.filter(isKey);
  const guards = settingOf(file, "guards");
  const places = [table, actionsOf(file), asObject(guards?.value)].flatMap((one) => one ?? []);
  const splices = places.flatMap((object) =>
    unused.flatMap((name) => {
      const property = find(object, name);
      return property ? [withComma(file.text, property)] : [];
    }),
  );
  return { file: withoutEmptyGuards(rewrite(file, splices)), keys };
}

/** `{ ...outcomes }` alone is `outcomes`, and no guards are no property. */
function withoutEmptyGuards(file: MachineFile): MachineFile {
  const guards = settingOf(file, "guards");
  const object = guards && asObject(guards.value);
  const [only, ...others] = object?.properties ?? [];
  if (!guards || !object || others.length > 0) return file;
  if (!only) return rewrite(file, [withComma(file.text, guards)]);
  if (only.type !== "SpreadElement") return file;
  const { start, end } = only.argument;
  return rewrite(file, [{ start: object.start, end: object.end, by: file.text.slice(start, end) }]);
}

function textsIn(config: ObjectExpression): string[] {
  return nodesIn(config).flatMap((node) =>
    node.type === "Literal" && typeof node.value === "string" ? [node.value] : [],
  );
}

/** Without a field that nothing reads or writes any more. */
function withoutField(file: MachineFile, name: string): MachineFile {
  const field = fieldsIn(file.machine).find((one) => one.name === name);
  const initial = find(initialContextOf(file), name);
  if (!field || !initial) return file;
  const isUsed = nodesIn(file.machine.source.program).some(
    (node) =>
      node.type === "Identifier" &&
      node.name === name &&
      !isIn(node, field) &&
      !isIn(node, initial),
  );
  if (isUsed) return file;
  const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(file.text.slice(0, field.start));
  const start = field.start - (comment?.[0].length ?? 0);
  return rewrite(file, [
    withComma(file.text, initial),
    withComma(file.text, { start, end: field.end }),
  ]);
}

const isIn = (node: { start: number; end: number }, outer: { start: number; end: number }) =>
  node.start >= outer.start && node.end <= outer.end;

function isSaid(files: Files, key: string): boolean {
  return machinesIn(files).some(({ machine }) =>
    nodesIn(machine.source.program).some(
      (node) =>
        (node.type === "Literal" && node.value === key) ||
        (node.type === "Property" && nameOf(node) === key),
    ),
  );
}

function withoutWordings(files: Files, keys: string[]): Files {
  const copies = localesIn(files).map((locale) => {
    const copy = readCopyFile(files, locale);
    const splices = keys.flatMap((key) => {
      const property = find(copy.copy, key);
      return property ? [withComma(copy.text, property), ...unreview(copy, key)] : [];
    });
    return changed(copy, splices);
  });
  return Object.assign({}, ...copies);
}
