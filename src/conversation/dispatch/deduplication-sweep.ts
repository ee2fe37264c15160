import { KEEP_DEDUPLICATION_MS, SWEEP_AGAIN_MS, SWEEP_EVERY_MS } from "../../policy.ts";
import type { Outbox } from "../ports/outbox.ts";
import { failureOf, type Observe } from "../ports/telemetry.ts";

/**
 * Drops what is too old at once, then every hour, and soon after a failure: deduplication marks that no message can
 * need, dead letters, parked events. Returns what stops it.
 */
export function startDeduplicationSweep({
  outbox,
  observe,
}: {
  outbox: Pick<Outbox, "sweep">;
  observe: Observe;
}): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const trySweep = async () => {
    try {
      await outbox.sweep({ olderThanMs: KEEP_DEDUPLICATION_MS });
      return SWEEP_EVERY_MS;
    } catch (error) {
      observe(failureOf("sweep", error));
      return SWEEP_AGAIN_MS;
    }
  };
  const sweep = async () => {
    const nextMs = await trySweep();
    if (!isStopped) timer = setTimeout(sweep, nextMs);
  };
  void sweep();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
