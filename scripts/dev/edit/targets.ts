import type { State } from "../../../src/check/machine.ts";

/** How a transition of `source` names its target: as short as a person would, by XState's rules. */
export function nameTarget(source: State, target: State): string {
  if (source !== target && isWithin(target, source)) return `.${pathFrom(source, target)}`;
  if (source.parent && target !== source.parent && isWithin(target, source.parent))
    return pathFrom(source.parent, target);
  const machine = rootOf(target);
  return `#${machine.id ?? machine.key}${target === machine ? "" : `.${pathFrom(machine, target)}`}`;
}

/** Whether a state is the other or one of its descendants. */
export function isWithin(state: State, other: State): boolean {
  return state === other || (state.parent !== undefined && isWithin(state.parent, other));
}

/**
 * The target after a state was renamed; the same text where it does not name that state. `to` is the state
 * that the target names.
 */
export function renameInTarget(
  target: string,
  { to, renamed, name }: { to: State; renamed: State; name: string },
): string {
  const steps = stepsBetween(to, renamed);
  if (steps === undefined) return target;
  const parts = target.split(".");
  const index = parts.length - 1 - steps;
  // Further out than the target is written: ".inner" or "#id.inner" within the renamed state.
  if (parts[index] !== renamed.key) return target;
  return parts.with(index, name).join(".");
}

/** How many levels a state is below another; `undefined` if it is elsewhere. */
function stepsBetween(state: State, outer: State): number | undefined {
  if (state === outer) return 0;
  const steps = state.parent && stepsBetween(state.parent, outer);
  return steps === undefined ? undefined : steps + 1;
}

function pathFrom(outer: State, state: State): string {
  if (state.parent === outer || state.parent === undefined) return state.key;
  return `${pathFrom(outer, state.parent)}.${state.key}`;
}

function rootOf(state: State): State {
  return state.parent ? rootOf(state.parent) : state;
}
