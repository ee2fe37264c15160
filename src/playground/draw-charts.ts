import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createFlowModel } from "../check/flow-model.ts";
import { createCharts } from "./chart/charts.ts";
import type { Words } from "./chart/source-info.ts";
import type { Draw, DrawnCharts } from "./drawn-charts.ts";

const layOutCharts = createCharts();

/** Draws the machines of a folder. Places are reported as those of the project of which the folder is a copy. */
export const drawCharts: Draw = async (folder = "machines") => {
  // Nothing is checked here, so the environment does not matter.
  const { model: read } = await createFlowModel(folder, {
    sessionMs: 0,
    isRepeatable: () => false,
    breachesOf: () => [],
  });
  const words = pathToFileURL(resolve(join(folder, "copy/words.ts"))).href;
  const drawn = await layOutCharts(read, ((await import(words)) as { words: Words }).words);
  const copied = relative(process.cwd(), folder);
  return JSON.parse(JSON.stringify(drawn), (key, value) =>
    key === "file" ? value.replace(copied, "machines") : value,
  ) as DrawnCharts;
};
