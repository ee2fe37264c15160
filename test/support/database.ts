import { inject } from "vitest";

const DATABASES_PER_WORKER = 2;

/**
 * The URL of a database that no other test file uses while this one runs: a worker runs one file at a time, and
 * each worker has databases of its own. `which` names one of the two. Database 0 belongs to nobody.
 */
export function ownDatabase(which: 0 | 1 = 0): string {
  const worker = Number(process.env.VITEST_POOL_ID) - 1;
  return `${inject("redisUrl")}/${1 + worker * DATABASES_PER_WORKER + which}`;
}
