import { expect, inject } from "vitest";
import { DATABASES } from "./redis-setup.ts";

const PER_FILE = 2;
const FILES_OF_TASK = 20;

/** The files that have databases, by task, in the order of their first call. */
const filesOf = new Map<string | undefined, string[]>();

/**
 * The URL of a database that no other test file uses, not even one before: a server that a failed test has left behind
 * would take work from the next file's. `which` names one of the file's two.
 * @throws {RangeError} when the Redis of the tests has too few databases
 */
export function ownDatabase(which: 0 | 1 = 0): string {
  const { testPath = "" } = expect.getState();
  // Vitest numbers the tasks of a run, each of which has one or more files. Ids of processes may be equal modulo any
  // number.
  const task = process.env.VITEST_WORKER_ID;
  const files = filesOf.get(task) ?? [];
  filesOf.set(task, files);
  if (!files.includes(testPath)) files.push(testPath);
  const file = files.indexOf(testPath);
  const database = 1 + (Number(task) * FILES_OF_TASK + file) * PER_FILE + which;
  if (!(file < FILES_OF_TASK && database <= DATABASES))
    throw new RangeError("The tests have more files than databases: raise DATABASES");
  return `${inject("redisUrl")}/${database}`;
}
