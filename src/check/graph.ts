import {
  around,
  type Machine,
  type State,
  type Transition,
  transitionsFrom,
  transitionsOf,
} from "./machine.ts";

/** The leaf states in which a machine is once `state` is entered. */
export function leavesOf(state: State): State[] {
  if (state.isHistory) return state.parent ? innerOf(state.parent).flatMap(leavesOf) : [];
  if (state.states.length === 0) return [state];
  if (state.isParallel) return innerOf(state).flatMap(leavesOf);
  const first = state.states.find(({ key }) => key === state.initial?.name);
  return first ? leavesOf(first) : [];
}

/** Without the history states, which are never active. */
function innerOf({ states }: State): State[] {
  return states.filter(({ isHistory }) => !isHistory);
}

/** The leaves that a machine passes once `state` is entered, without anything else happening. */
export function passedFrom(state: State): Set<State> {
  return spread(leavesOf(state), (leaf) =>
    transitionsFrom(leaf).flatMap(({ trigger, to }) =>
      trigger.kind === "always" && to ? leavesOf(to) : [],
    ),
  );
}

/** The leaves that can be active after a transition from `leaf`. */
export function leavesAfter({ to }: Transition, leaf: State): State[] {
  if (!to) return [];
  const left = to.isHistory && around(leaf).find(({ parent }) => parent === to.parent);
  return leavesOf(left || to);
}

/** Every transition into a leaf, without those that enter again what they leave. */
export function transitionsInto(machine: Machine, leaf: State): Transition[] {
  return transitionsOf(machine).filter(
    ({ to, source }) => to && !entersAgain({ to, source }) && leavesOf(to).includes(leaf),
  );
}

function entersAgain({ to, source }: { to: State; source: State }): boolean {
  return to.isHistory && around(source).some((state) => state === to.parent);
}

export function isLeaf(state: State): boolean {
  return state.states.length === 0 && !state.isHistory;
}

/** A leaf that no automatic transition leaves: it waits for the member. */
export function waits(state: State): boolean {
  return (
    isLeaf(state) &&
    !state.isFinal &&
    state.invokes.length === 0 &&
    !state.transitions.some(({ trigger, guard }) => trigger.kind === "always" && !guard)
  );
}

/** Every reachable leaf, using only the transitions that `isOpen` accepts. */
export function reachable(
  machine: Machine,
  isOpen: (transition: Transition) => boolean = () => true,
): Set<State> {
  return spread(leavesOf(machine.root), (leaf) =>
    transitionsFrom(leaf)
      .filter((transition) => isOpen(transition) && happens(transition, leaf))
      .flatMap((transition) => leavesAfter(transition, leaf)),
  );
}

/** Every state from which one of `ends` is reachable. */
export function leadingTo(machine: Machine, ends: State[]): Set<State> {
  return spread(ends, (end) =>
    machine.states.filter(
      (leaf) =>
        isLeaf(leaf) &&
        transitionsFrom(leaf).some(
          (transition) => happens(transition, leaf) && leavesAfter(transition, leaf).includes(end),
        ),
    ),
  );
}

/** The `onDone` of a compound state is taken only when its inner states have reached their end. */
function happens({ trigger, source }: Transition, leaf: State): boolean {
  return trigger.kind !== "ended" || (leaf.isFinal && leaf.parent === source);
}

/** The states reachable from `from`, in steps. */
export function spread(from: State[], next: (state: State) => State[]): Set<State> {
  const found = new Set(from);
  for (const state of found) for (const other of next(state)) found.add(other);
  return found;
}
