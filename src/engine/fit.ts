import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  StateMachine,
} from "xstate";

/** Everything a machine and its forms are made of, as JSON: equal texts, equal machines. */
export function definition(machine: AnyStateMachine): string {
  const forms = Object.entries(machine.implementations.actors)
    .filter((entry): entry is [string, AnyStateMachine] => entry[1] instanceof StateMachine)
    .map(([name, form]) => [name, definition(form)]);
  return JSON.stringify([machine.config, forms]);
}

/**
 * Whether a restored snapshot can go on. XState restores more than it can run: a state that has
 * become compound is entered without its entry actions, one that has become final never ends,
 * one that waits for a call that was not made waits for ever.
 */
export function fits(snapshot: AnyMachineSnapshot): boolean {
  return (
    snapshot.status === "active" &&
    standsAt(snapshot.machine.root, snapshot.value) &&
    (snapshot._nodes as AnyStateNode[]).every((node) =>
      node.invoke.every(({ id }) => id in snapshot.children),
    )
  );
}

function standsAt(node: AnyStateNode, value: unknown): boolean {
  if (typeof value === "string") {
    const child = node.states[value];
    return node.type === "compound" && child !== undefined && canRest(child);
  }
  const inner = Object.entries(value ?? {});
  if (inner.length === 0) return canRest(node);
  const regions = node.type === "parallel" ? Object.keys(node.states).length : 1;
  return (
    inner.length === regions &&
    inner.every(([key, below]) => {
      const child = node.states[key];
      return child !== undefined && standsAt(child, below);
    })
  );
}

/** A final state is a place to stand only in a region beside others that are not done. */
function canRest(node: AnyStateNode): boolean {
  return node.type === "atomic" || (node.type === "final" && isBesideOthers(node));
}

function isBesideOthers(node: AnyStateNode): boolean {
  for (let at = node.parent; at; at = at.parent) if (at.type === "parallel") return true;
  return false;
}
