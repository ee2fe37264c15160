import { expect, onTestFinished, test, vi } from "vitest";
import { startDeduplicationSweep } from "../../src/conversation/dispatch/deduplication-sweep.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { SWEEP_AGAIN_MS, SWEEP_EVERY_MS } from "../../src/policy.ts";

test("sweeps at the start, soon after a failure, and then every hour until it is stopped", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const telemetryEvents: TelemetryEvent[] = [];
  let sweeps = 0;
  const sweep = async () => {
    sweeps += 1;
    if (sweeps === 1) throw new Error("Redis is unreachable");
    return 0;
  };
  const stop = startDeduplicationSweep({
    outbox: { sweep },
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(sweeps).toBe(1);
  expect(telemetryEvents).toMatchObject([{ kind: "failure", where: "sweep" }]);
  await vi.advanceTimersByTimeAsync(SWEEP_AGAIN_MS);
  expect(sweeps).toBe(2);
  await vi.advanceTimersByTimeAsync(SWEEP_EVERY_MS - 1);
  expect(sweeps).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(sweeps).toBe(3);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
