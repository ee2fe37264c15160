import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { drawCharts } from "../src/playground/draw-charts.ts";
import { compare } from "./machines/compare.ts";
import { toDiffPage } from "./machines/diff-page.ts";

/** `npm run machines:diff -- <git revision>`: what changed in the machines since then, in words and as a page. */

const [since = "HEAD", output = "dist/machines-diff.html"] = process.argv.slice(2);
const folder = join("dist", `machines-before-${process.pid}`);
try {
  copyOf(since);
  const comparison = compare(
    await drawCharts(join(folder, "machines")),
    await drawCharts("machines"),
  );
  for (const { machine, words } of comparison.machines)
    for (const sentence of words) console.log(`${machine}: ${sentence}`);
  for (const { key, locale, before, after } of comparison.wordings) {
    const what = before === "" ? "new" : after === "" ? "removed" : "reworded";
    console.log(`${key} in “${locale}”: ${what}`);
  }
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, toDiffPage(since, comparison));
  console.log(`Written: ${output}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes the machines of a revision into the folder. */
function copyOf(revision: string): void {
  const names = git("ls-tree", "-r", "--name-only", "-z", "--end-of-options", revision, "machines");
  for (const name of names.split("\0").filter((one) => one.endsWith(".ts"))) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, git("show", "--end-of-options", `${revision}:./${name}`));
  }
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("git", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`git cannot read that revision: ${stderr.trim()}`);
  return stdout;
}
