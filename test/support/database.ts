import { expect, inject } from "vitest";
import { DATABASES } from "./redis-setup.ts";

const PER_FILE = 2;
const PER_WORKER = 200;

/** Files of this worker that have databases, in the order of their first call. */
const files = new Map<string | undefined, number>();

/**
 * The URL of a database that no other test file uses, not even one before: a server that a failed test has left behind
 * would take work from the next file's. `which` names one of the file's two.
 * @throws {RangeError} when the Redis of the tests has too few databases
 */
export function ownDatabase(which: 0 | 1 = 0): string {
  const { testPath } = expect.getState();
  const file = files.get(testPath) ?? files.size;
  files.set(testPath, file);
  // Vitest numbers the workers of a run. Ids of processes may be equal modulo any number.
  const worker = Number(process.env.VITEST_WORKER_ID);
  const inWorker = file * PER_FILE + which;
  const database = 1 + worker * PER_WORKER + inWorker;
  if (!(inWorker < PER_WORKER && database <= DATABASES))
    throw new RangeError("The tests have more files or workers than databases: raise DATABASES");
  return `${inject("redisUrl")}/${database}`;
}
