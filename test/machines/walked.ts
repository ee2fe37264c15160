import type { AnyStateMachine, AnyStateNode } from "xstate";

/**
 * Notes what is walked of a machine from here on; it is begun in any case. `unwalked` names the states and transitions that
 * were not; an `always` goes with its state.
 */
export function follow(machine: AnyStateMachine): { unwalked(): string[] } {
  const walked = new Set<object>();
  // What is passed through at once on starting is never stood in, nor led to.
  for (let node = machine.root.initial?.target?.[0]; node; node = node.initial?.target?.[0])
    walked.add(node);
  const transition = machine.transition.bind(machine);
  machine.transition = (snapshot, event, scope) => {
    const taken = machine.getTransitionData(snapshot, event);
    const next = transition(snapshot, event, scope);
    const targets = taken.flatMap(({ target }) => target ?? []);
    for (const part of [...snapshot._nodes, ...taken, ...targets, ...next._nodes]) walked.add(part);
    return next;
  };
  return {
    unwalked: () =>
      partsOf(machine.root).flatMap(([name, part]) => (walked.has(part) ? [] : [name])),
  };
}

function partsOf(node: AnyStateNode): [name: string, part: object][] {
  const transitions = [...node.transitions].flatMap(([event, candidates]) =>
    candidates.map((candidate, index): [string, object] => [
      `${node.id} on ${event}, ${index + 1} of ${candidates.length}`,
      candidate,
    ]),
  );
  return [[node.id, node], ...transitions, ...Object.values(node.states).flatMap(partsOf)];
}
