import type { Machine } from "../machine.ts";
import { partsOf } from "./parts.ts";
import { type Edge, pathTo } from "./walk.ts";

/**
 * A small set of paths that together cover a whole machine, starting with `given`: each next one covers most
 * of what is still uncovered.
 */
export function selectPaths(machine: Machine, edges: readonly Edge[], given?: Edge): Edge[][] {
  const parts = partsOf(machine).map(({ running }) => running);
  return selectCovering(parts, edges, ({ to }) => to.taken, given);
}

/** The same, for all that is to be covered; `covers`: what a step covers of it. */
export function selectCovering<Part>(
  parts: Iterable<Part>,
  edges: readonly Edge[],
  covers: (edge: Edge) => ReadonlySet<Part>,
  given?: Edge,
): Edge[][] {
  const open = new Set(parts);
  const chosen: Edge[] = [];
  const coveredOn = (edge: Edge) => pathTo(edge).flatMap((step) => [...covers(step)]);
  const gainOf = (edge: Edge) => new Set(coveredOn(edge).filter((part) => open.has(part))).size;
  const choose = (edge: Edge) => {
    chosen.push(edge);
    for (const part of coveredOn(edge)) open.delete(part);
  };
  if (given) choose(given);
  const candidates = edges
    .filter((edge) => [...covers(edge)].some((part) => open.has(part)))
    .map((edge): Candidate => ({ edge, gain: Number.POSITIVE_INFINITY }));
  for (let best = bestOf(candidates, gainOf); best; best = bestOf(candidates, gainOf)) choose(best);
  return chosen.map(pathTo);
}

interface Candidate {
  edge: Edge;
  /** The count from the last time: what a path adds can only decrease. */
  gain: number;
}

function bestOf(candidates: Candidate[], gainOf: (edge: Edge) => number): Edge | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    const most = best?.gain ?? 0;
    if (candidate.gain <= most) continue;
    candidate.gain = gainOf(candidate.edge);
    if (candidate.gain > most) best = candidate;
  }
  return best?.edge;
}
