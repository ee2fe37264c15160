import type { State } from "./state.ts";

/** Skips time for everybody: whatever would have happened meanwhile happens, in its order. */
export type Skip = (ms: number) => Promise<void>;

/** Recurring work would make skipping a day endless. */
const MAX_STRIDES = 60;

/**
 * Advances from one due time to the next, and waits at each for the due work: a form that closes after four
 * minutes must close before the session expires after five.
 */
export function createSkip({
  state,
  advance,
}: {
  state: State;
  /** Advances the clocks, before the state ages: due work is judged by the new time. */
  advance: (ms: number) => Promise<void>;
}): Skip {
  let last: Promise<void> = Promise.resolve();
  const skip = async (ms: number) => {
    await state.settle();
    let left = ms;
    let isStuck = false;
    for (let stride = 1; left > 0; stride++) {
      const next = isStuck || stride >= MAX_STRIDES ? left : ((await state.nextMs()) ?? left);
      const step = Math.ceil(Math.min(left, Math.max(next, 0)));
      // Work that is still due after the wait is not waited for again.
      isStuck = step === 0;
      if (step > 0) {
        await advance(step);
        await state.age(step);
        left -= step;
      }
      await state.settle();
    }
  };
  return (ms) => {
    const mine = last.then(() => skip(ms));
    last = mine.catch(() => {});
    return mine;
  };
}
