import { hostname, userInfo } from "node:os";
import type { Numbers } from "../../src/conversation/ports/numbers.ts";
import { createNumbers } from "../../src/redis/numbers.ts";
import { createReleaseStore } from "../../src/redis/release-store.ts";
import { createServerReports } from "../../src/redis/server-reports.ts";
import type { ReleaseStore } from "../../src/releases/release-store.ts";
import type { ServerReports } from "../../src/releases/server-reports.ts";
import { withRedis } from "./with-redis.ts";

export interface Releases {
  store: ReleaseStore;
  reports: Pick<ServerReports, "list">;
  /** Who runs the command: `OPS_USER`, or the login name and the host. */
  by: string;
}

/** Runs a command over the releases in the Redis of `REDIS_STATE_URL`. An error is one text, and the exit code 1. */
export async function withReleases(
  run: (releases: Releases & { numbers: Numbers }) => Promise<void>,
): Promise<void> {
  try {
    await withRedis((redis) =>
      run({
        store: createReleaseStore({ redis }),
        reports: createServerReports({ redis }),
        numbers: createNumbers({ redis }),
        by: process.env.OPS_USER ?? `${userInfo().username}@${hostname()}`,
      }),
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
