import { createHash } from "node:crypto";
import type { Study } from "../../check/flow-model.ts";
import type { Chart, Wording } from "../protocol.ts";
import { type Sketch, sketch } from "./chart-model.ts";
import { createLayout } from "./layout.ts";
import { notesOf, type Words } from "./source-info.ts";
import { wordingsOf } from "./wordings.ts";

/** Draws all machines of a folder that was read, the root machine first. */
export type DrawCharts = (
  study: Study,
  words: Words,
) => Promise<{ charts: Chart[]; wordings: Wording[] }>;

/** Keeps what it has laid out: after an edit only the machine that changed is laid out again. */
export function createCharts(): DrawCharts {
  const layout = createLayout();
  const kept = new Map<string, Chart>();
  const draw = async (drawn: Sketch): Promise<Chart> => {
    const hash = createHash("sha256").update(JSON.stringify(drawn)).digest("hex");
    const chart = kept.get(hash) ?? (await layout(drawn));
    kept.set(hash, chart);
    return chart;
  };
  return async (study, words) => {
    const charts: Chart[] = [];
    for (const machine of study.machines)
      if (machine.loaded)
        charts.push(await draw(sketch(machine.loaded, notesOf(study, machine, words))));
    charts.sort((one, other) => Number(other.machine === "root") - Number(one.machine === "root"));
    return { charts, wordings: wordingsOf(study) };
  };
}
