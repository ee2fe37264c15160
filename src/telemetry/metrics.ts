import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { PoolState } from "../conversation/dispatch/pool.ts";
import type { OnTurn } from "../conversation/engine.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { OutboxState } from "../conversation/ports/outbox.ts";
import type { Observe, TelemetryEvent } from "../conversation/ports/telemetry.ts";
import { createAnswerTimes } from "./answer-times.ts";
import {
  type ApplicationLabels,
  type Family,
  type FamilyName,
  familiesOf,
  OTHER,
  stateLabelsOf,
} from "./families.ts";
import { processMetrics } from "./process-metrics.ts";

export interface MetricsOptions {
  labels: ApplicationLabels;
  clock: Clock;
  /** What is served now. */
  build: () => { release: string; machines: string };
  outbox: () => Promise<OutboxState>;
  /** How full the dispatcher's pools are. */
  pools: () => PoolState[];
  /** The memory of Redis; `undefined` without a Redis, or if it does not say. */
  memory: () => Promise<RedisMemory | undefined>;
}

export interface RedisMemory {
  usedBytes: number;
  /** 0 is no limit. */
  limitBytes: number;
  evictedKeys: number;
}

/** Families whose one label is known before the measurement. */
export type TimedFamily =
  | "vimbiso_store_seconds"
  | "vimbiso_send_seconds"
  | "vimbiso_call_seconds"
  | "vimbiso_lookup_seconds";

/** Runs a task, and records how long it takes under a label of a family; `outcome` names its result. */
export type Measure = <T>(
  task: () => Promise<T>,
  measured: { family: TimedFamily; label: string; outcome?: ((result: T) => string) | undefined },
) => Promise<T>;

export interface Metrics {
  observe: Observe;
  onTurn: OnTurn;
  /** Records how long a task takes, whether it fails or not. */
  time: Measure;
  /** Records the answer to a webhook. */
  answered(answer: { webhook: string; status: number; ms: number }): void;
  /** All metrics in Prometheus's text format, those of Node's process included. */
  text(): Promise<string>;
}

type Fact<Kind extends TelemetryEvent["kind"]> = Extract<TelemetryEvent, { kind: Kind }>;
type Labels = { [name: string]: string };

/** Counts telemetry events and measures durations. Labels come from the closed lists in `families.ts`. */
export function createMetrics(options: MetricsOptions): Metrics {
  const { clock } = options;
  const families: { [name in FamilyName]: Family } = familiesOf(options.labels);
  const registry = new Registry();
  const increments = new Map<FamilyName, (labels: Labels, by?: number) => void>();
  const observations = new Map<FamilyName, (labels: Labels, seconds: number) => void>();
  const gauges = new Map<FamilyName, Gauge>();
  const answers = createAnswerTimes({ clock });

  for (const [name, family] of Object.entries(families) as [FamilyName, Family][]) {
    const { help, labels } = family;
    const config = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    const bound = boundedBy(family);
    switch (family.type) {
      case "counter": {
        const counter = new Counter(config);
        for (const series of initialSeries(family)) counter.inc(series, 0);
        increments.set(name, (labels, by) => counter.inc(bound(labels), by));
        break;
      }
      case "histogram": {
        const histogram = new Histogram({ ...config, buckets: [...(family.buckets ?? [])] });
        for (const series of initialSeries(family)) histogram.zero(series);
        observations.set(name, (labels, seconds) => histogram.observe(bound(labels), seconds));
        break;
      }
      case "gauge":
        gauges.set(name, new Gauge(config));
    }
  }
  const count = (name: FamilyName, labels: Labels, by?: number) =>
    increments.get(name)?.(labels, by);
  const measure = (name: FamilyName, labels: Labels, ms: number) =>
    observations.get(name)?.(labels, ms / 1_000);
  const set = (name: FamilyName, labels: Labels, value: number) =>
    gauges.get(name)?.set(labels, value);

  /** A value that cannot be read now is omitted rather than outdated. */
  async function read<T>(
    names: FamilyName[],
    reading: Promise<T | undefined>,
  ): Promise<T | undefined> {
    const value = await reading.catch(() => undefined);
    for (const name of value === undefined ? names : [])
      for (const series of initialSeries(families[name])) gauges.get(name)?.remove(series);
    return value;
  }

  async function collect(): Promise<void> {
    gauges.get("vimbiso_build_info")?.reset();
    set("vimbiso_build_info", { ...options.build(), node: process.versions.node }, 1);
    for (const { kind, inFlight, limit, lateMs } of options.pools()) {
      set("vimbiso_pool_in_flight", { kind }, inFlight);
      set("vimbiso_pool_limit", { kind }, limit);
      set("vimbiso_pool_late_seconds", { kind }, lateMs / 1_000);
    }
    const [outbox, memory] = await Promise.all([
      read(OUTBOX_GAUGES, options.outbox()),
      read(MEMORY_GAUGES, options.memory()),
    ]);
    for (const { kind, pending, due, oldestMs } of outbox?.work ?? []) {
      set("vimbiso_outbox_pending", { kind }, pending);
      set("vimbiso_outbox_due", { kind }, due);
      set("vimbiso_outbox_oldest_seconds", { kind }, oldestMs / 1_000);
    }
    if (outbox) {
      set("vimbiso_dead_letters", {}, outbox.dead);
      set("vimbiso_parked_events", {}, outbox.parked);
      set("vimbiso_money_paused", {}, outbox.isPaused ? 1 : 0);
    }
    if (memory) {
      set("vimbiso_redis_memory_bytes", {}, memory.usedBytes);
      set("vimbiso_redis_memory_limit_bytes", {}, memory.limitBytes);
      set("vimbiso_redis_evicted_keys", {}, memory.evictedKeys);
    }
  }

  function countTurn({ event, outcome, attempts }: Fact<"turn">): void {
    const conflicts = outcome === "conflict" ? attempts : attempts - 1;
    for (let attempt = 1; attempt <= conflicts; attempt++)
      count("vimbiso_conflicts_total", { attempt: `${attempt}` });
    count("vimbiso_turns_total", { event, outcome });
  }

  function countDelivery({ conversationId, outcome, code = "" }: Fact<"delivery">): void {
    const ms = outcome === "done" ? answers.accepted(conversationId) : undefined;
    if (ms !== undefined) measure("vimbiso_answer_seconds", {}, ms);
    count("vimbiso_deliveries_total", { outcome, code });
  }

  return {
    observe(telemetryEvent) {
      switch (telemetryEvent.kind) {
        case "turn":
          return countTurn(telemetryEvent);
        case "delivery":
          return countDelivery(telemetryEvent);
        case "fallback":
          return count("vimbiso_fallbacks_total", {
            form: telemetryEvent.form,
            code: telemetryEvent.code,
          });
        case "call": {
          const { operation, outcome } = telemetryEvent;
          return count("vimbiso_calls_total", { operation, outcome });
        }
        case "ignored":
          return count("vimbiso_ignored_total", { what: telemetryEvent.what });
        case "notice":
          return count("vimbiso_notices_total", {
            what: telemetryEvent.what,
            outcome: telemetryEvent.outcome,
          });
        case "status":
          return count("vimbiso_statuses_total", {
            status: telemetryEvent.status,
            code: telemetryEvent.code ?? "",
          });
        case "state": {
          const { operation, reason } = telemetryEvent;
          return count("vimbiso_states_total", { operation, reason });
        }
        case "shed": {
          // "The store is failing (READONLY)": the failure itself is counted with the word.
          const [reason = ""] = telemetryEvent.reason.split(" (", 1);
          return count(
            "vimbiso_shed_total",
            { webhook: telemetryEvent.webhook, reason },
            telemetryEvent.count,
          );
        }
        case "unreplicated": {
          const { reason, count: commits } = telemetryEvent;
          return count("vimbiso_unreplicated_total", { reason }, commits);
        }
        case "halt":
          return count("vimbiso_releases_halted_total", { reason: telemetryEvent.trouble });
        case "failure":
          return count("vimbiso_failures_total", {
            where: telemetryEvent.where,
            code: telemetryEvent.code,
          });
      }
    },

    onTurn({ conversationId, event, at, turn, outcome }) {
      if (event.kind === "message") answers.asked(conversationId);
      measure("vimbiso_turn_seconds", { event: event.kind }, clock() - at);
      if (turn.kind !== "taken") return;
      const { machine, state } = stateLabelsOf(turn.metadata.stage);
      count("vimbiso_states_entered_total", { machine, state, outcome });
    },

    async time(task, { family, label }) {
      const [name = ""] = Object.keys(families[family].labels);
      const begunAt = performance.now();
      try {
        return await task();
      } finally {
        measure(family, { [name]: label }, performance.now() - begunAt);
      }
    },

    answered({ webhook, status, ms }) {
      measure("vimbiso_webhook_seconds", { webhook }, ms);
      count("vimbiso_webhooks_total", { webhook, status: `${status}` });
    },

    async text() {
      await collect();
      return `${await registry.metrics()}${await processMetrics().metrics()}`;
    },
  };
}

const OUTBOX_GAUGES: FamilyName[] = [
  ...(["vimbiso_outbox_pending", "vimbiso_outbox_due", "vimbiso_outbox_oldest_seconds"] as const),
  ...(["vimbiso_dead_letters", "vimbiso_parked_events", "vimbiso_money_paused"] as const),
];
const MEMORY_GAUGES: FamilyName[] = [
  "vimbiso_redis_memory_bytes",
  "vimbiso_redis_memory_limit_bytes",
  "vimbiso_redis_evicted_keys",
];

/** Replaces values that are not in their label's list. */
function boundedBy({ labels: lists }: Family): (labels: Labels) => Labels {
  const known = Object.entries(lists).map(([name, list]) => [name, new Set(list)] as const);
  return (labels) => {
    for (const [name, values] of known) if (!values.has(labels[name] ?? "")) labels[name] = OTHER;
    return labels;
  };
}

/** The label sets that exist from the start. */
export function initialSeries({ labels, initial }: Family): readonly Labels[] {
  if (initial) return initial;
  return Object.entries(labels).reduce<Labels[]>(
    (series, [name, values]) =>
      series.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}
