/**
 * Limits the time of requests. All have the same limit, so the oldest ends first and one timer serves all. An answer
 * that arrived while the event loop was busy is read before its request's time is judged.
 */
export interface TimeLimits {
  /** Calls `onOver` when the time is over, unless the result was called before. */
  begin(onOver: () => void): () => void;
}

export function createTimeLimits(limitMs: number): TimeLimits {
  /** In the order of their begin. */
  const running = new Set<Limit>();
  let isTimerSet = false;

  const setTimer = (delayMs: number) => {
    isTimerSet = true;
    setTimeout(setImmediate, Math.max(1, Math.ceil(delayMs)), endOldest).unref();
  };
  const endOldest = () => {
    isTimerSet = false;
    for (const limit of running) {
      const leftMs = limit.endsAt - performance.now();
      if (leftMs > 0) return setTimer(leftMs);
      running.delete(limit);
      limit.onOver();
    }
  };

  return {
    begin(onOver) {
      const limit = { endsAt: performance.now() + limitMs, onOver };
      running.add(limit);
      if (!isTimerSet) setTimer(limitMs);
      return () => void running.delete(limit);
    },
  };
}

interface Limit {
  /** By `performance.now`. */
  endsAt: number;
  onOver: () => void;
}
