import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { RevisionError } from "./revision.ts";

const run = promisify(execFile);
const SCRIPT = new URL("print-changed-paths.ts", import.meta.url).pathname;
/** More than the paths of all machines have. */
const MOST_BYTES = 64_000_000;

/**
 * The changed paths of the machines since a git revision, as part of a page; "" where there is none. In a process of
 * its own, because the walk computes for many seconds.
 * @throws {RevisionError} when git cannot read the revision, or the machines do not pass the check
 */
export async function pathsSince(revision: string): Promise<string> {
  const args = ["--max-semi-space-size=64", "--import", "tsx", SCRIPT, revision];
  const { stdout } = await run(process.execPath, args, { maxBuffer: MOST_BYTES }).catch(
    (error: unknown) => {
      const { stderr = "" } = error as { stderr?: string };
      throw new RevisionError(stderr.trim(), { cause: error });
    },
  );
  return stdout;
}
