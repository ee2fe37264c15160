import { resolve } from "node:path";
import type { Throughput } from "./figures/results.ts";
import { measureThroughput, type ThroughputOptions } from "./measure-throughput.ts";
import type { ServerKind } from "./servers/server-kind.ts";
import { OURS } from "./servers/server-kinds.ts";
import type { Surroundings } from "./servers/surroundings.ts";

const MAIN = "dist/src/main.js";

/** Measures the build in another folder, then ours, in turns: between runs the same build differs by a fifth and more. */
export function measureBuilds(
  surroundings: Surroundings,
  { against, ...options }: ThroughputOptions & { against: string },
): Promise<Throughput> {
  const other: ServerKind = {
    ...OURS,
    name: "against",
    title: "the other build",
    command(surroundings, redisUrl) {
      const { args, ...command } = OURS.command(surroundings, redisUrl);
      return { ...command, args: args.map((arg) => (arg === MAIN ? resolve(against, MAIN) : arg)) };
    },
  };
  const ours = { ...OURS, title: "this build" };
  return measureThroughput([other, ours], surroundings, options);
}
