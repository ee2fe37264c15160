import { expect, inject } from "vitest";
import { DATABASES } from "./redis-setup.ts";

const PER_FILE = 2;
const PER_WORKER = 200;

/** Files of this worker that have databases, in the order of their first call. */
const files = new Map<string | undefined, number>();

/**
 * The URL of a database that no other test file uses, not even one before: a server that a failed test has left behind
 * would take work from the next file's. `which` names one of the file's two.
 */
export function ownDatabase(which: 0 | 1 = 0): string {
  const { testPath } = expect.getState();
  const file = files.get(testPath) ?? files.size;
  files.set(testPath, file);
  const worker = process.pid % Math.floor(DATABASES / PER_WORKER);
  return `${inject("redisUrl")}/${1 + worker * PER_WORKER + ((file * PER_FILE + which) % PER_WORKER)}`;
}
