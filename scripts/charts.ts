import { mkdirSync, writeFileSync } from "node:fs";
import { drawCharts } from "../src/playground/draw-charts.ts";

/** Part of `npm run build`: what the playground shows of the machines, so that the server need not read or lay out any. */

mkdirSync("dist/playground", { recursive: true });
writeFileSync("dist/playground/charts.json", JSON.stringify(await drawCharts("machines")));
