import type { Expression } from "oxc-parser";
import { asObject, find, isNamed, textIn } from "../../../src/check/ast.ts";
import type { DelayEdit, DescriptionEdit } from "../../../src/playground/edit-protocol.ts";
import { edited, machineOf, pathOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { stateAt, transitionsOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";

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
      `“${machine}” waits ${inMinutes(minutes)} for an answer instead of ${inMinutes(was)}${users === 1 ? "" : `, in each of the ${users} states that have this limit`}.`,
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
