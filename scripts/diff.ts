import { drawCharts } from "../src/playground/draw-charts.ts";
import { drawRevision } from "./machines/revision.ts";
import { writeDiff } from "./machines/write-diff.ts";

/** `npm run machines:diff -- <git revision>`: what changed in the machines since then, in words and as a page. */

const [since = "HEAD", output = "dist/machines-diff.html"] = process.argv.slice(2);
try {
  const before = await drawRevision(since, drawCharts);
  writeDiff({ since, before, after: await drawCharts("machines"), output });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
