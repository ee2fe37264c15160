import { type ChildProcess, fork } from "node:child_process";
import type { Draw, DrawnCharts } from "./drawn-charts.ts";

/** The request to the process, and its answer: `drawn`, or why it failed. */
export interface DrawRequest {
  id: number;
  folder: string | undefined;
}
export type DrawAnswer = { id: number } & ({ drawn: DrawnCharts } | { failure: string });

/**
 * Draws in a process of its own: a layout takes seconds, and members must not wait for it. It ends with this process.
 */
export function createDrawProcess(): Draw {
  const waiting = new Map<number, (answer: DrawAnswer) => void>();
  let child: ChildProcess | undefined;
  let count = 0;

  const start = (): ChildProcess => {
    const started = fork(new URL("./draw-worker.ts", import.meta.url), {
      execArgv: ["--import", "tsx"],
    });
    started.unref();
    started.channel?.unref();
    started.on("message", (answer: DrawAnswer) => {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    });
    started.once("exit", (code, signal) => {
      child = undefined;
      for (const [id, answer] of waiting) answer({ id, failure: `It ended: ${code ?? signal}` });
      waiting.clear();
    });
    return started;
  };

  return async (folder) => {
    child ??= start();
    const id = ++count;
    const answer = await new Promise<DrawAnswer>((resolve) => {
      waiting.set(id, resolve);
      child?.send({ id, folder } satisfies DrawRequest);
    });
    if ("failure" in answer) throw new Error(answer.failure);
    return answer.drawn;
  };
}
