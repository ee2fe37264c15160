import type { Machine } from "../machine.ts";
import { partsOf } from "./parts.ts";
import { type Edge, pathTo } from "./walk.ts";

/**
 * Few paths that go through all of a machine together, `given` the first of them: each takes the most
 * that those before it left.
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
  /** As it was when it was last asked for: what a path brings only ever becomes less. */
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
