import { EventEmitter } from "node:events";

/** Limits the time of requests. All have the same limit, so the oldest ends first and one timer serves all. */
export interface TimeLimits {
  begin(): TimeLimit;
}

export interface TimeLimit {
  /** Emits `abort` when the time is over: what undici takes in place of an `AbortSignal`, at a third of the cost. */
  signal: EventEmitter;
  /** The request has ended. Must be called, unless the time is over. */
  end(): void;
}

export function createTimeLimits(limitMs: number): TimeLimits {
  /** When each ends, by `performance.now`, in the order of their begin. */
  const running = new Map<EventEmitter, number>();
  let isTimerSet = false;

  const setTimer = (delayMs: number) => {
    isTimerSet = true;
    setTimeout(abortOldest, Math.max(1, Math.ceil(delayMs))).unref();
  };
  const abortOldest = () => {
    isTimerSet = false;
    for (const [signal, endsAt] of running) {
      const leftMs = endsAt - performance.now();
      if (leftMs > 0) return setTimer(leftMs);
      running.delete(signal);
      signal.emit("abort");
    }
  };

  return {
    begin() {
      const signal = new EventEmitter();
      running.set(signal, performance.now() + limitMs);
      if (!isTimerSet) setTimer(limitMs);
      return { signal, end: () => void running.delete(signal) };
    },
  };
}
