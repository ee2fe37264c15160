import { KEEP_DEDUPLICATION_MS, SWEEP_EVERY_MS } from "../../policy.ts";
import type { Outbox } from "../ports/outbox.ts";
import { failureOf, type Observe } from "../ports/telemetry.ts";

/** Drops deduplication marks again and again, once no message can need them. Returns what stops it. */
export function startDeduplicationSweep({
  outbox,
  observe,
}: {
  outbox: Pick<Outbox, "sweep">;
  observe: Observe;
}): () => void {
  const timer = setInterval(() => {
    outbox
      .sweep({ olderThanMs: KEEP_DEDUPLICATION_MS })
      .catch((error) => observe(failureOf("sweep", error)));
  }, SWEEP_EVERY_MS);
  return () => clearInterval(timer);
}
