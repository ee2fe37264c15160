/** A signal that aborts when its time is over. `end` must be called when nothing can be aborted any more. */
export interface AbortTimer {
  signal: AbortSignal;
  end(): void;
}

/**
 * Aborts after `ms`, and when `other` does. `AbortSignal.any` holds its sources weakly: a garbage collection in between
 * takes an `AbortSignal.timeout` that nobody else holds, and its time is never over. Here the timer holds the signal.
 */
export function abortAfter(ms: number, other?: AbortSignal): AbortTimer {
  const controller = new AbortController();
  const onOver = () => controller.abort(new DOMException("The time is over", "TimeoutError"));
  const onOther = () => controller.abort(other?.reason);
  const timer = setTimeout(onOver, ms);
  if (other?.aborted) onOther();
  else other?.addEventListener("abort", onOther, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      other?.removeEventListener("abort", onOther);
    },
  };
}
