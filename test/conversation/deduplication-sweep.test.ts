import { expect, test } from "vitest";
import { startDeduplicationSweep } from "../../src/conversation/dispatch/deduplication-sweep.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";

test("sweeps at the start, and reports a failure", async () => {
  const telemetryEvents: TelemetryEvent[] = [];
  let sweeps = 0;
  const sweep = async () => {
    sweeps += 1;
    throw new Error("Redis is unreachable");
  };
  const stop = startDeduplicationSweep({
    outbox: { sweep },
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  await Promise.resolve();
  stop();
  expect(sweeps).toBe(1);
  await expect.poll(() => telemetryEvents).toMatchObject([{ kind: "failure", where: "sweep" }]);
});
