import type { AnyStateNode } from "xstate";
import { type ActorNode, isMachine } from "./actor-tree.ts";
import type { SavedSnapshot } from "./snapshot-compatibility.ts";

/*
 * XState takes the eventless transitions of parallel regions in the order in which their states were
 * entered, and its persisted snapshot does not say that order.
 */

/** Adds the order of the active states to a persisted snapshot, where more than one leaf is active. */
export function saveOrder(actor: ActorNode, saved: SavedSnapshot): void {
  if (!isMachine(actor.logic)) return;
  const nodes: AnyStateNode[] = actor._snapshot._nodes;
  const leaves = nodes.filter(({ type }) => type === "atomic" || type === "final");
  if (leaves.length > 1) saved.order = nodes.map(({ id }) => id);
  forEachChild(actor, saved, saveOrder);
}

/** Puts the active states of a restored snapshot into their saved order. */
export function restoreOrder(actor: ActorNode, saved: SavedSnapshot): void {
  if (!isMachine(actor.logic)) return;
  const nodes: AnyStateNode[] = actor._snapshot._nodes;
  const { order } = saved;
  if (Array.isArray(order))
    nodes.sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
  forEachChild(actor, saved, restoreOrder);
}

function forEachChild(
  actor: ActorNode,
  saved: SavedSnapshot,
  visit: (actor: ActorNode, saved: SavedSnapshot) => void,
): void {
  for (const [id, child] of Object.entries(saved.children ?? {})) {
    const childRef = actor._snapshot.children[id] as ActorNode | undefined;
    if (childRef) visit(childRef, child.snapshot);
  }
}
