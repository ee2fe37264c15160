import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { compare } from "../../src/playground/compare/compare.ts";
import { toDiffPage } from "../../src/playground/compare/diff-page.ts";
import type { DrawnCharts } from "../../src/playground/drawn-charts.ts";

/** Prints what changed between two sets of charts, and writes it as a page. */
export function writeDiff({
  since,
  before,
  after,
  output,
}: {
  /** Names `before` on the page. */
  since: string;
  before: DrawnCharts;
  after: DrawnCharts;
  output: string;
}): void {
  const comparison = compare(before, after);
  for (const { machine, words } of comparison.machines)
    for (const sentence of words) console.log(`${machine}: ${sentence}`);
  for (const { key, locale, before, after } of comparison.wordings) {
    const what = before === "" ? "new" : after === "" ? "removed" : "reworded";
    console.log(`${key} in “${locale}”: ${what}`);
  }
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, toDiffPage(since, comparison, style()));
  console.log(`Written: ${output}`);
}

function style(): string {
  const file = (name: string) =>
    readFileSync(new URL(`../../src/playground/${name}`, import.meta.url), "utf8");
  return ["tokens.css", "view/chart.css", "compare/diff.css"].map(file).join("");
}
