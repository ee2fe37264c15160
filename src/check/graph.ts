import {
  around,
  type Machine,
  type State,
  type Transition,
  transitionsFrom,
  transitionsOf,
} from "./machine.ts";

/** The states without inner states that a machine stands in when `state` is entered. */
export function leavesOf(state: State): State[] {
  if (state.isHistory) return state.parent ? innerOf(state.parent).flatMap(leavesOf) : [];
  if (state.states.length === 0) return [state];
  if (state.isParallel) return innerOf(state).flatMap(leavesOf);
  const first = state.states.find(({ key }) => key === state.initial?.name);
  return first ? leavesOf(first) : [];
}

/** Without the history states, in which no machine ever stands. */
function innerOf({ states }: State): State[] {
  return states.filter(({ isHistory }) => !isHistory);
}

/** Where a machine that stands in `leaf` stands after a transition. */
export function leavesAfter({ to }: Transition, leaf: State): State[] {
  if (!to) return [];
  const left = to.isHistory && around(leaf).find(({ parent }) => parent === to.parent);
  return leavesOf(left || to);
}

/** Every way into a leaf. One that enters again what it leaves is none. */
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

/** A leaf in which nothing goes on by itself: the next word is the member's. */
export function waits(state: State): boolean {
  return (
    isLeaf(state) &&
    !state.isFinal &&
    state.invokes.length === 0 &&
    !state.transitions.some(({ trigger, guard }) => trigger.kind === "always" && !guard)
  );
}

/** Every leaf that can be stood in, going on only by what `isOpen` lets through. */
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

/** Every state from which one of `ends` can be come to. */
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

/** What follows the end of inner states happens at their end only. */
function happens({ trigger, source }: Transition, leaf: State): boolean {
  return trigger.kind !== "ended" || (leaf.isFinal && leaf.parent === source);
}

/** What is come to from `from`, step by step. */
export function spread(from: State[], next: (state: State) => State[]): Set<State> {
  const found = new Set(from);
  for (const state of found) for (const other of next(state)) found.add(other);
  return found;
}
