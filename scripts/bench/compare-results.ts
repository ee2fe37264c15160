import { ratioToFloor } from "./figures/ratios.ts";
import type { Throughput } from "./figures/results.ts";
import { OURS } from "./servers/server-kinds.ts";

/** How much more CPU time a message may cost than before. */
const MAX_GROWTH = 1.2;

export interface Comparison {
  isWorse: boolean;
  line: string;
}

/** Compares the CPU time of a message, as a multiple of the floor's in the same run: machines differ, and are busy. */
export function compareResults(before: Throughput, after: Throughput): Comparison {
  const [old, now] = [before, after].map(
    (results) => ratioToFloor(results, OURS.name, "serverCpuUs").median,
  ) as [number, number];
  const change = now / old;
  const isWorse = !(change <= MAX_GROWTH);
  const line = `CPU time of a message: ${now.toFixed(2)} times the floor's, before ${old.toFixed(2)}: ${change.toFixed(2)} times as much`;
  return { isWorse, line };
}
