import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { createLoadSheddingReport } from "../../src/http/load-shedding.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("refused requests are reported at once, then once a second with their count", () => {
  const telemetryEvents: TelemetryEvent[] = [];
  const shed = createLoadSheddingReport((telemetryEvent) => telemetryEvents.push(telemetryEvent));
  for (let time = 1; time <= 1_000; time++) shed({ webhook: "whatsapp", reason: "bad signature" });
  expect(telemetryEvents).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  shed({ webhook: "whatsapp", reason: "bad signature" });
  vi.advanceTimersByTime(10_000);
  expect(
    telemetryEvents.map((telemetryEvent) =>
      telemetryEvent.kind === "shed" ? telemetryEvent.count : 0,
    ),
  ).toEqual([1, 999, 1]);
});

test("each webhook and reason is reported on its own, again after a quiet while", () => {
  const telemetryEvents: TelemetryEvent[] = [];
  const shed = createLoadSheddingReport((telemetryEvent) => telemetryEvents.push(telemetryEvent));
  shed({ webhook: "whatsapp", reason: "The outbox is behind" });
  shed({ webhook: "credex", reason: "The outbox is behind" });
  vi.advanceTimersByTime(60_000);
  shed({ webhook: "credex", reason: "The outbox is behind" });
  const reason = "The outbox is behind";
  expect(telemetryEvents).toEqual(
    ["whatsapp", "credex", "credex"].map((webhook) => ({
      kind: "shed",
      webhook,
      reason,
      count: 1,
    })),
  );
});
