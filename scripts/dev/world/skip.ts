import type { State } from "./state.ts";

/** Lets time pass at once for everybody: what would have happened meanwhile happens, in its order. */
export type Skip = (ms: number) => Promise<void>;

/** What comes due again and again would make a day's skip endless. */
const MAX_STRIDES = 60;

/**
 * Goes from one due time to the next, and waits at each for what is due: a form that closes after four
 * minutes has to be closed before the session goes after five.
 */
export function createSkip({
  state,
  advance,
}: {
  state: State;
  /** Moves the clocks. Before the state ages: what is due by then is judged by the new time. */
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
      // What is still due after it was waited for is not waited for again.
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
