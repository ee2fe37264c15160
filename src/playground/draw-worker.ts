import { drawCharts } from "./draw-charts.ts";
import type { DrawAnswer, DrawRequest } from "./draw-process.ts";

/** The process that draw-process.ts starts. */
process.on("message", async ({ id, folder }: DrawRequest) => {
  const answer = await drawCharts(folder).then(
    (drawn): DrawAnswer => ({ id, drawn }),
    (error: unknown): DrawAnswer => ({ id, failure: String(error) }),
  );
  // Whoever asked may be gone by now: the error has nobody to go to.
  process.send?.(answer, () => {});
});
