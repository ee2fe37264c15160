import type { MeasuredServer, Throughput } from "./results.ts";
import type { Round } from "./round.ts";
import { type Summary, summarize } from "./statistics.ts";

const FLOOR_NAME = "floor";

/** A figure of a server as a multiple of the floor's in the same round. */
export function ratioToFloor(
  results: Pick<Throughput, "servers">,
  name: string,
  figure: keyof Round,
): Summary {
  return ratio(results, { name, to: FLOOR_NAME, figure });
}

/** A figure of a server as a multiple of another's in the same round. */
export function ratio(
  { servers }: Pick<Throughput, "servers">,
  { name, to, figure }: { name: string; to: string; figure: keyof Round },
): Summary {
  const base = roundsOf(servers, to);
  const ratios = roundsOf(servers, name).map(
    (round, at) => round[figure] / (base[at]?.[figure] ?? Number.NaN),
  );
  return summarize(ratios);
}

function roundsOf(servers: readonly MeasuredServer[], name: string): Round[] {
  const found = servers.find((server) => server.name === name);
  if (!found) throw new Error(`These results have no server "${name}"`);
  return found.rounds;
}
