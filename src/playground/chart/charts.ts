import { createHash } from "node:crypto";
import type { FlowModel } from "../../check/flow-model.ts";
import type { Chart, Wording } from "../protocol.ts";
import { type ChartModel, toChartModel } from "./chart-model.ts";
import { createLayout } from "./layout.ts";
import { sourceInfoOf, type Words } from "./source-info.ts";
import { wordingsOf } from "./wordings.ts";

/** Draws all machines of a loaded folder, the root machine first. */
export type DrawCharts = (
  model: FlowModel,
  words: Words,
) => Promise<{ charts: Chart[]; wordings: Wording[] }>;

/** Caches layouts: after an edit only the machine that changed is laid out again. */
export function createCharts(): DrawCharts {
  const layout = createLayout();
  const kept = new Map<string, Chart>();
  const draw = async (drawn: ChartModel): Promise<Chart> => {
    const hash = createHash("sha256").update(JSON.stringify(drawn)).digest("hex");
    const chart = kept.get(hash) ?? (await layout(drawn));
    kept.set(hash, chart);
    return chart;
  };
  return async (model, words) => {
    const charts: Chart[] = [];
    for (const machine of model.machines)
      if (machine.loaded)
        charts.push(await draw(toChartModel(machine.loaded, sourceInfoOf(model, machine, words))));
    charts.sort((one, other) => Number(other.machine === "root") - Number(one.machine === "root"));
    return { charts, wordings: wordingsOf(model) };
  };
}
