import { setTimeout as sleep } from "node:timers/promises";

/** Runs a step that never throws, and again each time after a pause, until it is stopped. Keeps no process alive. */
export interface Repetition {
  /** A second call changes nothing. */
  start(): void;
  /** Resolves when the step in progress has ended. */
  stop(): Promise<void>;
}

export function createRepetition(step: () => Promise<void>, everyMs: number): Repetition {
  const stopping = new AbortController();
  const pause = { ref: false, signal: stopping.signal };
  let running: Promise<void> | undefined;
  const run = async () => {
    while (!stopping.signal.aborted) {
      await step();
      await sleep(everyMs, undefined, pause).catch(() => {});
    }
  };
  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
