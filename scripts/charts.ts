import { mkdirSync, writeFileSync } from "node:fs";
import { drawCharts } from "../src/playground/draw-charts.ts";

/**
 * Part of `npm run build`: draws the charts of the playground, so that the server need not read or lay out the
 * machines.
 */

mkdirSync("dist/playground", { recursive: true });
writeFileSync("dist/playground/charts.json", JSON.stringify(await drawCharts("machines")));
