import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Draw, DrawnCharts } from "../../src/playground/drawn-charts.ts";
import type { Revision } from "../../src/playground/protocol.ts";

const run = promisify(execFile);
/** More than any file of the machines has. */
const MOST_BYTES = 16_000_000;

/** A git revision that does not exist, or has no machines. */
export class RevisionError extends Error {
  readonly code = "no-revision";
  override readonly name = "RevisionError";
}

let count = 0;

/**
 * Draws the machines as they were in a git revision.
 * @throws {RevisionError} when git cannot read it
 */
export function drawRevision(revision: string, draw: Draw): Promise<DrawnCharts> {
  return withRevision(revision, draw);
}

/**
 * Writes the machines of a git revision into a folder, which is removed once they have been used.
 * @throws {RevisionError} when git cannot read it
 */
export async function withRevision<Result>(
  revision: string,
  use: (machines: string) => Promise<Result>,
): Promise<Result> {
  // Within the project, so that its packages are found; never twice the same, because modules are cached.
  const folder = join("dist", `machines-before-${process.pid}-${++count}`);
  try {
    const names = await git(
      "ls-tree",
      "-r",
      "--name-only",
      "-z",
      "--end-of-options",
      revision,
      "machines",
    );
    for (const name of names.split("\0").filter((one) => one.endsWith(".ts"))) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await git("show", "--end-of-options", `${revision}:./${name}`));
    }
    return await use(join(folder, "machines"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The revision whose machines are the files of machines/ in a folder.
 * @throws {RevisionError} that lists the changes which are not committed
 */
export async function revisionOfCleanMachines(folder = "."): Promise<string> {
  const changes = await git(
    ...["-C", folder, "status", "--porcelain", "--untracked-files=all", "--", "machines/**.ts"],
  );
  if (changes !== "")
    throw new RevisionError(
      `Commit or stash the changes in machines/ first:\n${changes.trimEnd()}`,
    );
  return (await git("-C", folder, "rev-parse", "HEAD")).trim();
}

/** The newest commits that changed the machines, the newest first; none where there is no repository. */
export async function revisionsOfMachines(most: number): Promise<Revision[]> {
  const format = "--format=%h%x1f%ct%x1f%s";
  const lines = await git("log", `-${most}`, format, "--", "machines/*.ts").catch(() => "");
  return lines
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [id = "", seconds = "", subject = ""] = line.split("\u001f");
      return { id, at: Number(seconds) * 1_000, subject };
    });
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run("git", args, { maxBuffer: MOST_BYTES }).catch((error: unknown) => {
    const { stderr = "" } = error as { stderr?: string };
    throw new RevisionError(`git cannot read that revision: ${stderr.trim()}`, { cause: error });
  });
  return stdout;
}
