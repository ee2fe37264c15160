import { Counter, Gauge, Registry } from "prom-client";
import type { PoolState } from "../conversation/dispatch/pool.ts";
import type { Outbox } from "../conversation/ports/outbox.ts";
import type { Observe, TelemetryEvent } from "../conversation/ports/telemetry.ts";

export interface MetricsOptions {
  /** The size of the outbox. */
  count: Outbox["count"];
  /** How full the dispatcher's pools are. */
  pools: () => PoolState[];
}

/** Counts telemetry events, in Prometheus's terms. Labels come from closed vocabularies only. */
export function createMetrics({ count, pools }: MetricsOptions): {
  observe: Observe;
  registry: Registry;
} {
  const registry = new Registry();
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `vimbiso_${name}_total`, help, labelNames, registers: [registry] });

  const turns = counter("turns", "Events taken through a machine", ["event", "outcome"]);
  const deliveries = counter("deliveries", "Attempts to send a reply", ["outcome", "code"]);
  const fallbacks = counter("fallbacks", "Replies tried in another form", ["form", "code"]);
  const calls = counter("calls", "Calls to credex-core", ["operation", "outcome"]);
  const ignored = counter("ignored", "What webhooks brought and nobody runs", ["what"]);
  const notices = counter("notices", "What credex-core told", ["what", "outcome"]);
  const statuses = counter("statuses", "Delivery statuses", ["status", "code"]);
  const states = counter("states", "State operations that failed", ["operation", "reason"]);
  const shed = counter("shed", "Requests refused by a webhook", ["webhook", "reason"]);
  const failures = counter("failures", "What failed", ["where", "code"]);
  new Gauge({
    name: "vimbiso_outbox",
    help: "Pending lanes and timers, dead letters, parked events",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      // A value that cannot be read now is omitted rather than outdated.
      this.reset();
      const counts = await count().catch(() => ({}));
      for (const [state, size] of Object.entries(counts)) this.set({ state }, size);
    },
  });
  const ofPools = (name: string, help: string, read: (pool: PoolState) => number) =>
    new Gauge({
      name: `vimbiso_pool_${name}`,
      help,
      labelNames: ["kind"],
      registers: [registry],
      collect() {
        for (const pool of pools()) this.set({ kind: pool.kind }, read(pool));
      },
    });
  ofPools("in_flight", "Lanes or timers in flight", ({ inFlight }) => inFlight);
  ofPools("limit", "How many may be in flight at once", ({ limit }) => limit);
  ofPools(
    "late_seconds",
    "For how long the oldest that found no place has been due",
    ({ lateMs }) => lateMs / 1_000,
  );

  return {
    registry,
    observe(fact: TelemetryEvent) {
      switch (fact.kind) {
        case "turn":
          return turns.inc({ event: fact.event, outcome: fact.outcome });
        case "delivery":
          return deliveries.inc({ outcome: fact.outcome, code: fact.code ?? "" });
        case "fallback":
          return fallbacks.inc({ form: fact.form, code: fact.code });
        case "call":
          return calls.inc({ operation: fact.operation, outcome: fact.outcome });
        case "ignored":
          return ignored.inc({ what: fact.what });
        case "notice":
          return notices.inc({ what: fact.what, outcome: fact.outcome });
        case "status":
          return statuses.inc({ status: fact.status, code: fact.code ?? "" });
        case "state":
          return states.inc({ operation: fact.operation, reason: fact.reason });
        case "shed":
          return shed.inc({ webhook: fact.webhook, reason: fact.reason }, fact.count);
        case "failure":
          return failures.inc({ where: fact.where, code: fact.code });
      }
    },
  };
}
