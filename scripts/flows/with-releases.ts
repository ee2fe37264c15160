import { hostname, userInfo } from "node:os";
import { readRedisSettings, redisOptionsOf } from "../../src/config.ts";
import { OPERATOR } from "../../src/policy.ts";
import { ready } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { createReleaseStore } from "../../src/redis/release-store.ts";
import { createServerReports } from "../../src/redis/server-reports.ts";
import type { ReleaseStore } from "../../src/releases/release-store.ts";
import type { ServerReports } from "../../src/releases/server-reports.ts";

export interface Releases {
  store: ReleaseStore;
  reports: Pick<ServerReports, "list">;
  /** Who runs the command: `OPS_USER`, or the login name and the host. */
  by: string;
}

/** Runs a command over the releases in the Redis of `REDIS_STATE_URL`. An error is one text, and the exit code 1. */
export async function withReleases(run: (releases: Releases) => Promise<void>): Promise<void> {
  try {
    const read = readRedisSettings(process.env);
    if (!read.ok) throw new Error(read.problems.join("\n"));
    const { REDIS_STATE_URL: url } = read.settings;
    if (url === "memory:") throw new Error("REDIS_STATE_URL is memory: set the URL of a Redis.");
    const redis = openRedis(url, { ...redisOptionsOf(read.settings), name: "vimbiso-flows" });
    try {
      if (!(await ready(redis, OPERATOR.connectMs)))
        throw new Error("The Redis at REDIS_STATE_URL does not answer.");
      const by = process.env.OPS_USER ?? `${userInfo().username}@${hostname()}`;
      await run({
        store: createReleaseStore({ redis }),
        reports: createServerReports({ redis }),
        by,
      });
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
