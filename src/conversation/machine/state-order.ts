import type { AnyStateNode } from "xstate";
import { isMachine, type Ref } from "./actor-tree.ts";
import type { Saved } from "./snapshot-compatibility.ts";

/*
 * XState takes the eventless transitions of parallel regions in the order in which their states were
 * entered, and its persisted snapshot does not say that order.
 */

/** Adds the order of the active states to a persisted snapshot, where more than one leaf is active. */
export function saveOrder(ref: Ref, saved: Saved): void {
  if (!isMachine(ref.logic)) return;
  const nodes: AnyStateNode[] = ref._snapshot._nodes;
  const leaves = nodes.filter(({ type }) => type === "atomic" || type === "final");
  if (leaves.length > 1) saved.order = nodes.map(({ id }) => id);
  forEachChild(ref, saved, saveOrder);
}

/** Puts the active states of a restored snapshot into their saved order. */
export function restoreOrder(ref: Ref, saved: Saved): void {
  if (!isMachine(ref.logic)) return;
  const nodes: AnyStateNode[] = ref._snapshot._nodes;
  const { order } = saved;
  if (Array.isArray(order))
    nodes.sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
  forEachChild(ref, saved, restoreOrder);
}

function forEachChild(ref: Ref, saved: Saved, visit: (ref: Ref, saved: Saved) => void): void {
  for (const [id, child] of Object.entries(saved.children ?? {})) {
    const childRef = ref._snapshot.children[id] as Ref | undefined;
    if (childRef) visit(childRef, child.snapshot);
  }
}
