import { fromTransition } from "xstate";
import { adjacencyMapToArray, getAdjacencyMap } from "xstate/graph";
import type { Simulator } from "./simulator.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** A step from a situation to another; with what led there by the shortest way it is a path. */
export interface Edge {
  /** The edge that first led to where this one begins. */
  before: Edge | undefined;
  step: Step;
  from: Situation;
  to: Situation;
}

/** Situations and steps at most: above it a machine remembers too much to be walked. */
const MAX_STEPS = 200_000;

/** Walks wherever `xstate/graph` finds a way, from the first word of somebody new; shortest paths first. */
export function walk(stage: Simulator, next: (world: Situation) => Step[]): Edge[] {
  const map = getAdjacencyMap(fromTransition(stage.take, stage.first), {
    events: ({ context }) => next(context),
    serializeState: ({ context }) => context.shape,
    limit: MAX_STEPS,
  });
  const first = new Map<string, Edge | undefined>([[stage.first.shape, undefined]]);
  // Situations come in the order of their distance, so the first edge to one is of a shortest path.
  return adjacencyMapToArray(map).map(({ state, event, nextState }) => {
    const [from, to] = [state.context, nextState.context];
    const edge = { before: first.get(from.shape), step: event, from, to };
    if (!first.has(to.shape)) first.set(to.shape, edge);
    return edge;
  });
}

/** The whole path that ends with an edge. */
export function pathTo(edge: Edge): Edge[] {
  const path: Edge[] = [];
  for (let at: Edge | undefined = edge; at; at = at.before) path.unshift(at);
  return path;
}
