import { root } from "../../machines/root.ts";
import type { ChartModel } from "../../src/playground/chart/chart-model.ts";
import { toChartModel } from "../../src/playground/chart/chart-model.ts";
import { machinesWithin } from "../../src/playground/chart/names.ts";
import { emptySourceInfo } from "../../src/playground/chart/source-info.ts";

/** The shipped machines as they are drawn, without positions and words. */
export const shippedModels: ChartModel[] = machinesWithin(root).map((machine) =>
  toChartModel(machine, emptySourceInfo("")),
);
