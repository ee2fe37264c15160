import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "./http-connection.ts";
import type { Written } from "./wire.ts";

const AGAIN_AFTER_MS = 100;

/** Sends messages to a server in one POST, and returns its answer. */
export type Deliver = (written: readonly Written[]) => Promise<Answer>;

/** Delivers again after a 503, as Meta does. */
export function untilTaken(deliver: Deliver): Deliver {
  return async (written) => {
    for (;;) {
      const answer = await deliver(written);
      if (answer.status !== 503) return answer;
      await sleep(AGAIN_AFTER_MS);
    }
  };
}

/** Collects messages until there are `size`, and delivers them in one POST. All get the same answer. */
export function createBatches(size: number, deliver: Deliver): Deliver {
  let batch: Written[] = [];
  let release: ((answer: Promise<Answer>) => void) | undefined;
  let answer: Promise<Answer> | undefined;
  return (written) => {
    answer ??= new Promise((resolve) => {
      release = resolve;
    });
    const given = answer;
    batch.push(...written);
    if (batch.length >= size) {
      release?.(deliver(batch));
      batch = [];
      answer = undefined;
    }
    return given;
  };
}
