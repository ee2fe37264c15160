import { mkdirSync, writeFileSync } from "node:fs";
import { words } from "../machines/copy/words.ts";
import { study } from "../src/check/study.ts";
import { createCharts } from "../src/playground/chart/charts.ts";

/** Part of `npm run build`: what the playground shows of the machines, so that the server need not read or lay out any. */

const folder = "dist/playground";
// Nothing is checked here, so nothing needs to be known of the world around.
const { study: read } = await study("machines", {
  sessionMs: 0,
  isRepeatable: () => false,
  breachesOf: () => [],
});
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/charts.json`, JSON.stringify(await createCharts()(read, words)));
