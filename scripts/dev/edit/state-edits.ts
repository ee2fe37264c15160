import type { Expression } from "oxc-parser";
import { asObject, find, isNamed, textIn } from "../../../src/check/ast.ts";
import { resolveTarget } from "../../../src/check/resolve-target.ts";
import type {
  DelayEdit,
  DescriptionEdit,
  RenameEdit,
  TargetEdit,
} from "../../../src/playground/edit-protocol.ts";
import type { Edited, Files } from "./files.ts";
import {
  type MachineFile,
  readMachineFile,
  type StateNode,
  stateAt,
  transitionsOf,
} from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { applySplices, type Splice, withComma } from "./splice.ts";
import { isWithin, nameTarget, renameInTarget } from "./targets.ts";

export function editDescription(files: Files, { state, was, text }: DescriptionEdit): Edited {
  const file = machineOf(files, state);
  const node = stateAt(file, pathOf(state));
  const { name } = node;
  const value = find(node.config, "description")?.value;
  if ((textIn(value) ?? "") !== was)
    refuse(`The description of ${name} was changed meanwhile. Look at the state again.`);
  if (text.trim() === "") refuse("A state needs a description.");
  if (!value) refuse(`${name} has no description yet: write its first one in ${file.file}.`);
  return edited(
    file,
    [{ start: value.start, end: value.end, by: JSON.stringify(text) }],
    [`Describes ${name} as “${text}”`],
  );
}

/** Changes a limit of time that is written as `minutes(4)` in `delays`. */
export function editDelay(files: Files, { machine, delay, was, minutes }: DelayEdit): Edited {
  const file = machineOf(files, machine);
  const delays = asObject(find(file.machine.settings, "delays")?.value);
  const value = delays && find(delays, delay)?.value;
  const count = value && countIn(value);
  if (!count)
    refuse(`“${delay}” is not written as minutes(…) in ${file.file}: change it in your editor.`);
  if (count.value !== was)
    refuse(`“${delay}” was changed meanwhile. It is now ${inMinutes(count.value)}.`);
  if (!Number.isFinite(minutes) || minutes <= 0)
    refuse("A limit of time needs to be more than zero minutes.");
  const users = file.states.filter((node) =>
    transitionsOf(node).some(({ event }) => event === `after.${delay}`),
  ).length;
  return edited(
    file,
    [{ start: count.start, end: count.end, by: `${minutes}` }],
    [
      `“${machine}” waits ${inMinutes(minutes)} for an answer instead of ${inMinutes(was)}, in each of the ${users} states that have this limit.`,
    ],
  );
}

function countIn(value: Expression): { value: number; start: number; end: number } | undefined {
  if (value.type !== "CallExpression" || !isNamed(value.callee, "minutes")) return undefined;
  const [count] = value.arguments;
  if (count?.type !== "Literal" || typeof count.value !== "number") return undefined;
  return { value: count.value, start: count.start, end: count.end };
}

const inMinutes = (count: number): string => (count === 1 ? "1 minute" : `${count} minutes`);

/** Changes the state that a transition enters. */
export function editTarget(files: Files, { edge, was, target }: TargetEdit): Edited {
  const [source = "", event = "", index = ""] = edge.split("#");
  const file = machineOf(files, edge);
  const from = stateAt(file, pathOf(source));
  const to = stateAt(file, pathOf(target));
  const written =
    transitionsOf(from).find((one) => one.event === event && `${one.index}` === index) ??
    refuse(`${from.name} has no such transition any more. Choose it again.`);
  const now = destinationOf(file, from, written.value);
  if (now !== was)
    refuse(`This transition of ${from.name} was changed meanwhile. Look at it again.`);
  if (to === file.states[0]) refuse("A transition enters a state, not the machine itself.");
  if (to.state.isHistory && !isWithin(from.state, to.state.parent ?? to.state))
    refuse(`${to.name} repeats an open question: only the states around it may enter it.`);
  return edited(file, spliceTarget(file, { from, to, value: written.value }), [
    `${from.name}: ${spellEvent(event)} now enters ${to.name}${
      was === undefined ? "" : ` instead of “${pathOf(was)}”`
    }.`,
  ]);
}

function spliceTarget(
  { text }: MachineFile,
  { from, to, value }: { from: StateNode; to: StateNode; value: Expression },
): Splice[] {
  const name = JSON.stringify(nameTarget(from.state, to.state));
  // Without it a state that enters itself would not repeat its question.
  const reenters = isWithin(to.state, from.state);
  const object = asObject(value);
  const [first] = object?.properties ?? [];
  if (!object || !first) {
    const by = reenters ? `{ target: ${name}, reenter: true }` : name;
    return [{ start: value.start, end: value.end, by }];
  }
  const written = find(object, "target");
  const reenter = find(object, "reenter");
  const by = `target: ${name}${reenters && !reenter ? ", reenter: true" : ""}`;
  const target = written
    ? { start: written.start, end: written.end, by }
    : { start: first.start, end: first.start, by: `${by}, ` };
  return reenter && !reenters ? [target, withComma(text, reenter)] : [target];
}

/** The id of the state that a transition enters. */
function destinationOf(
  file: MachineFile,
  { state }: StateNode,
  value: Expression,
): string | undefined {
  const target = targetIn(value);
  if (!target) return undefined;
  const to = resolveTarget(state, target.name, file.machine.states);
  const node = file.states.find((one) => one.state === to);
  return node && `${file.machine.id}:${node.path}`;
}

function targetIn(value: Expression): { name: string; start: number; end: number } | undefined {
  const object = asObject(value);
  const written = object ? find(object, "target")?.value : value;
  const name = textIn(written);
  return written && name !== undefined
    ? { name, start: written.start, end: written.end }
    : undefined;
}

/** Renames a state, and every `target` and `initial` that names it. */
export function renameState(files: Files, { state, name }: RenameEdit): Edited {
  const file = machineOf(files, state);
  const node = stateAt(file, pathOf(state));
  const { property } = node;
  const renamed = node.state;
  if (!property) refuse("The machine itself cannot be renamed here.");
  if (!/^[a-z][A-Za-z0-9]{0,39}$/.test(name))
    refuse("The name of a state begins with a small letter and has only letters and digits.");
  if (renamed.parent?.states.some(({ key }) => key === name))
    refuse(`There is a state “${name}” beside it already.`);
  const around = file.states.find((one) => one.state === renamed.parent);
  const first = around && find(around.config, "initial")?.value;
  const initial = first && targetIn(first);
  const places = file.states.flatMap((one) => [
    ...transitionsOf(one).flatMap(({ value }) => rename(file, one, targetIn(value))),
    ...rename(file, one, historyTarget(one)),
  ]);
  return edited(
    file,
    [
      { start: property.key.start, end: property.key.end, by: name },
      ...(initial?.name === renamed.key ? [quoted(initial, name)] : []),
      ...places,
    ],
    [
      `Renames ${node.name} to “${name}”, with the ${places.length} transitions that enter it.`,
      "A member who is there begins again with the next message.",
    ],
  );

  function rename(
    { machine }: MachineFile,
    source: StateNode,
    target: ReturnType<typeof targetIn>,
  ): Splice[] {
    const to = target && resolveTarget(source.state, target.name, machine.states);
    if (!target || !to) return [];
    const by = renameInTarget(target.name, { to, renamed, name });
    return by === target.name ? [] : [quoted(target, by)];
  }
}

function historyTarget({ config, state }: StateNode): ReturnType<typeof targetIn> {
  const value = state.isHistory ? find(config, "target")?.value : undefined;
  return value && targetIn(value);
}

const quoted = ({ start, end }: { start: number; end: number }, text: string): Splice => ({
  start,
  end,
  by: JSON.stringify(text),
});

/** The file of the machine in an id: "offer:filling.amount", or its name alone. */
function machineOf(files: Files, id: string): MachineFile {
  const machine = id.split(":")[0] ?? id;
  for (const [name, text] of Object.entries(files)) {
    if (name.includes("/") || !text.includes(`id: ${JSON.stringify(machine)}`)) continue;
    const file = readMachineFile(name, text);
    if (file?.machine.id === machine) return file;
  }
  return refuse(`There is no machine “${machine}”.`);
}

function edited({ file, text }: MachineFile, splices: Splice[], words: string[]): Edited {
  const result = applySplices(text, splices);
  // A state that is missing afterwards would be a mistake of ours: the file stays as it is.
  readMachineFile(file, result);
  return { files: { [file]: result }, words };
}

function pathOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

function spellEvent(event: string): string {
  if (event.startsWith("after.")) return "the limit of time";
  if (event.startsWith("done.")) return "the call's success";
  if (event.startsWith("error.")) return "the call's failure";
  return event === "always" ? "the automatic transition" : `“${event}”`;
}
