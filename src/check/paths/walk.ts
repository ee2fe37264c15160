import { fromTransition } from "xstate";
import { adjacencyMapToArray, getAdjacencyMap } from "xstate/graph";
import type { Simulator } from "./simulator.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** A step from one situation to another; with its predecessors it is a shortest path. */
export interface Edge {
  /** The step that first reached the situation in which this one starts. */
  before: Edge | undefined;
  step: Step;
  from: Situation;
  to: Situation;
}

/** Upper limit of situations and steps: beyond it the context of a machine has too many values to explore. */
const MAX_STEPS = 200_000;

/** Explores with `xstate/graph`, from the first message of a new member; shortest paths first. */
export function walk(simulator: Simulator, next: (world: Situation) => Step[]): Edge[] {
  const map = getAdjacencyMap(fromTransition(simulator.take, simulator.first), {
    events: ({ context }) => next(context),
    serializeState: ({ context }) => context.shape,
    limit: MAX_STEPS,
  });
  const first = new Map<string, Edge | undefined>([[simulator.first.shape, undefined]]);
  // Situations come in the order of their distance, so the first step that reaches one is on a shortest path.
  return adjacencyMapToArray(map).map(({ state, event, nextState }) => {
    const [from, to] = [state.context, nextState.context];
    const edge = { before: first.get(from.shape), step: event, from, to };
    if (!first.has(to.shape)) first.set(to.shape, edge);
    return edge;
  });
}

/** The whole path that ends with a step. */
export function pathTo(edge: Edge): Edge[] {
  const path: Edge[] = [];
  for (let at: Edge | undefined = edge; at; at = at.before) path.unshift(at);
  return path;
}
