import { drawCharts } from "./draw-charts.ts";
import type { DrawAnswer, DrawRequest } from "./draw-process.ts";

/** The process that draw-process.ts starts. */
process.on("message", async ({ id, folder }: DrawRequest) => {
  const answer = await drawCharts(folder).then(
    (drawn): DrawAnswer => ({ id, drawn }),
    (error: unknown): DrawAnswer => ({ id, failure: String(error) }),
  );
  process.send?.(answer);
});
