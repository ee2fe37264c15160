import { KEEP_DEDUPLICATION_MS, SWEEP_EVERY_MS } from "../../policy.ts";
import type { Outbox } from "../ports/outbox.ts";
import { failureOf, type Observe } from "../ports/telemetry.ts";

/** Drops what is too old at once and again and again: deduplication marks that no message can need, dead letters, parked events. Returns what stops it. */
export function startDeduplicationSweep({
  outbox,
  observe,
}: {
  outbox: Pick<Outbox, "sweep">;
  observe: Observe;
}): () => void {
  const sweep = () =>
    void outbox
      .sweep({ olderThanMs: KEEP_DEDUPLICATION_MS })
      .catch((error) => observe(failureOf("sweep", error)));
  sweep();
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  return () => clearInterval(timer);
}
