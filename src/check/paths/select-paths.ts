import type { Machine } from "../machine.ts";
import { partsOf } from "./parts.ts";
import { type Edge, pathTo } from "./walk.ts";

/**
 * A small set of paths that together cover a whole machine, starting with `given`: each next one covers most
 * of what is still uncovered.
 */
export function selectPaths(machine: Machine, edges: readonly Edge[], given?: Edge): Edge[][] {
  const open = new Set(partsOf(machine).map(({ running }) => running));
  const chosen: Edge[] = [];
  const choose = (edge: Edge) => {
    chosen.push(edge);
    for (const part of takenOn(edge)) open.delete(part);
  };
  if (given) choose(given);
  const candidates = edges
    .filter(({ to }) => [...to.taken].some((part) => open.has(part)))
    .map((edge): Candidate => ({ edge, gain: Number.POSITIVE_INFINITY }));
  for (let best = bestOf(candidates, open); best; best = bestOf(candidates, open)) choose(best);
  return chosen.map(pathTo);
}

interface Candidate {
  edge: Edge;
  /** The count from the last time: what a path adds can only decrease. */
  gain: number;
}

function bestOf(candidates: Candidate[], open: ReadonlySet<object>): Edge | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    const most = best?.gain ?? 0;
    if (candidate.gain <= most) continue;
    candidate.gain = new Set(takenOn(candidate.edge).filter((part) => open.has(part))).size;
    if (candidate.gain > most) best = candidate;
  }
  return best?.edge;
}

function takenOn(edge: Edge): object[] {
  return pathTo(edge).flatMap(({ to }) => [...to.taken]);
}
