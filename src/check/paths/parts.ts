import type { AnyStateMachine, AnyStateNode } from "xstate";
import type { Machine, State, Transition } from "../machine.ts";
import type { Place } from "../problem.ts";

/** A state or transition in its file, with its counterpart at run time. */
export type Part = { machine: Machine; place: Place; running: object } & (
  | { kind: "state"; state: State }
  | { kind: "transition"; transition: Transition }
);

/** All states and transitions of a machine that a path can cover, in the order of its file. */
export function partsOf(machine: Machine): Part[] {
  const { loaded } = machine;
  if (!loaded) return [];
  return machine.states.flatMap((state) => {
    const node = nodeOf(loaded, state);
    if (!node) return [];
    const ways = state.transitions.flatMap((transition): Part[] => {
      const running = runningOf(node, transition);
      if (!running) return [];
      return [{ kind: "transition", machine, place: transition.place, transition, running }];
    });
    return [{ kind: "state", machine, place: state.place, state, running: node }, ...ways];
  });
}

function nodeOf(machine: AnyStateMachine, state: State): AnyStateNode | undefined {
  if (!state.parent) return machine.root;
  return nodeOf(machine, state.parent)?.states[state.key];
}

function runningOf(node: AnyStateNode, transition: Transition): object | undefined {
  const index = transition.candidates.indexOf(transition);
  const { trigger, source } = transition;
  const on = (event: string) => node.transitions.get(event)?.[index];
  switch (trigger.kind) {
    case "event":
      return on(trigger.event);
    case "after":
      return on(`xstate.after.${trigger.delay.name}.${node.id}`);
    case "always":
      return node.always?.[index];
    case "ended":
      return on(`xstate.done.state.${node.id}`);
    case "done":
    case "error": {
      const invoke = node.invoke[source.invokes.indexOf(trigger.invoke)];
      return invoke && on(`xstate.${trigger.kind}.actor.${invoke.id}`);
    }
  }
}
