import { find } from "../../../src/check/ast.ts";
import { resolveTarget } from "../../../src/check/resolve-target.ts";
import type { RenameEdit } from "../../../src/playground/edit-protocol.ts";
import { edited, machineOf, pathOf, quoted } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { type MachineFile, type StateNode, stateAt, transitionsOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import type { Splice } from "./splice.ts";
import { renameInTarget } from "./targets.ts";
import { targetIn } from "./transitions.ts";

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
