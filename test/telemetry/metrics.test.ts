import { expect, test } from "vitest";
import { createMetrics } from "../../src/telemetry/metrics.ts";

test("counts telemetry events by closed vocabularies, and measures pending work on demand", async () => {
  const { observe, registry } = createMetrics({
    count: async () => ({ due: 3, dead: 2, parked: 1 }),
    pools: () => [{ kind: "timers", inFlight: 7, limit: 16, lateMs: 2_500 }],
  });
  const conversationId = "3iKdSpIe0wht.100000000000001";
  for (const outcome of ["committed", "committed", "duplicate"] as const)
    observe({ kind: "turn", conversationId, event: "message", outcome, attempts: 1 });
  observe({ kind: "delivery", conversationId, outcome: "dead", code: "131026" });
  observe({ kind: "call", conversationId, operation: "login", outcome: "away" });
  observe({ kind: "ignored", what: "reaction" });
  const text = await registry.metrics();
  for (const line of [
    'vimbiso_turns_total{event="message",outcome="committed"} 2',
    'vimbiso_turns_total{event="message",outcome="duplicate"} 1',
    'vimbiso_deliveries_total{outcome="dead",code="131026"} 1',
    'vimbiso_calls_total{operation="login",outcome="away"} 1',
    'vimbiso_ignored_total{what="reaction"} 1',
    'vimbiso_outbox{state="dead"} 2',
    'vimbiso_pool_in_flight{kind="timers"} 7',
    'vimbiso_pool_limit{kind="timers"} 16',
    'vimbiso_pool_late_seconds{kind="timers"} 2.5',
  ])
    expect(text).toContain(line);
  expect(text).not.toContain(conversationId);
});

test("serves metrics while pending work cannot be counted", async () => {
  const { registry } = createMetrics({
    count: () => Promise.reject(new Error("Redis is unreachable")),
    pools: () => [],
  });
  expect(await registry.metrics()).toContain("vimbiso_turns_total");
});
