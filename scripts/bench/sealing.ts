import { randomBytes } from "node:crypto";
import { ensureFreshBuild } from "../build/fresh-build.ts";
import { summarize } from "./figures/statistics.ts";
import { measureThroughput } from "./measure-throughput.ts";
import type { ServerKind } from "./servers/server-kind.ts";
import { OURS } from "./servers/server-kinds.ts";
import { openSurroundings } from "./servers/surroundings.ts";

/**
 * What encryption at rest costs: the CPU time of the server and of Redis for a message with data keys, as a multiple of
 * that without, in the same round. Fails if a message costs the server over a tenth more.
 */

const ROUNDS = 5;
const MOST = 1.1;

const SEALED: ServerKind = {
  ...OURS,
  name: "ours-sealed",
  title: "ours with data keys",
  command(surroundings, redisUrl) {
    const { env, ...command } = OURS.command(surroundings, redisUrl);
    const DATA_KEYS = `bench:${randomBytes(32).toString("base64")}`;
    return { ...command, env: { ...env, DATA_KEYS } };
  },
};

ensureFreshBuild();
const surroundings = await openSurroundings();
try {
  const options = { rounds: ROUNDS, warmUp: 6_000, members: 32 };
  const { servers } = await measureThroughput([OURS, SEALED], surroundings, options);
  const [plain, sealed] = servers.map(({ rounds }) => rounds);
  for (const figure of ["serverCpuUs", "redisCpuUs"] as const) {
    const ratios = (sealed ?? []).map((round, at) => round[figure] / (plain?.[at]?.[figure] ?? 0));
    const { median, min, max } = summarize(ratios);
    const [shown, low, high] = [median, min, max].map((value) => value.toFixed(3));
    console.log(`${figure} with data keys: ${shown} of that without (${low} to ${high})`);
    if (figure === "serverCpuUs" && median > MOST) process.exitCode = 1;
  }
} finally {
  await surroundings.close();
}
