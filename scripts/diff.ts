import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { compare } from "../src/playground/compare/compare.ts";
import { toDiffPage } from "../src/playground/compare/diff-page.ts";
import { drawCharts } from "../src/playground/draw-charts.ts";
import { drawRevision } from "./machines/revision.ts";

/** `npm run machines:diff -- <git revision>`: what changed in the machines since then, in words and as a page. */

const [since = "HEAD", output = "dist/machines-diff.html"] = process.argv.slice(2);
try {
  const before = await drawRevision(since, drawCharts);
  const comparison = compare(before, await drawCharts("machines"));
  for (const { machine, words } of comparison.machines)
    for (const sentence of words) console.log(`${machine}: ${sentence}`);
  for (const { key, locale, before, after } of comparison.wordings) {
    const what = before === "" ? "new" : after === "" ? "removed" : "reworded";
    console.log(`${key} in “${locale}”: ${what}`);
  }
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, toDiffPage(since, comparison, style()));
  console.log(`Written: ${output}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function style(): string {
  const file = (name: string) =>
    readFileSync(new URL(`../src/playground/${name}`, import.meta.url), "utf8");
  return ["tokens.css", "view/chart.css", "compare/diff.css"].map(file).join("");
}
