import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Comparison } from "../../src/playground/compare/compare.ts";
import { toDiffPage } from "../../src/playground/compare/diff-page.ts";

/** Prints what changed, and writes it as a page. */
export function writeDiff({
  since,
  comparison,
  paths,
  output,
}: {
  /** Names the machines before, on the page. */
  since: string;
  comparison: Comparison;
  /** The changed paths, as HTML. */
  paths?: string;
  output: string;
}): void {
  for (const { machine, words } of comparison.machines)
    for (const sentence of words) console.log(`${machine}: ${sentence}`);
  for (const { key, locale, before, after } of comparison.wordings) {
    const what = before === "" ? "new" : after === "" ? "removed" : "reworded";
    console.log(`${key} in “${locale}”: ${what}`);
  }
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, toDiffPage(since, comparison, style(), paths));
  console.log(`Written: ${output}`);
}

function style(): string {
  const file = (name: string) =>
    readFileSync(new URL(`../../src/playground/${name}`, import.meta.url), "utf8");
  return ["tokens.css", "view/chart.css", "compare/diff.css", "compare/story.css"]
    .map(file)
    .join("");
}
