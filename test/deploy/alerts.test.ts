import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../machines/root.ts";
import { metricLabels } from "../../src/metric-labels.ts";
import { type Family, familiesOf } from "../../src/telemetry/families.ts";
import { processMetrics } from "../../src/telemetry/process-metrics.ts";
import { ensureTool } from "../support/tools.ts";
import { FOLDER, readAlerts, readQueries } from "./monitoring-files.ts";

/** The alerts fire when they should, and only then. */

beforeAll(() => ensureTool("promtool", "prometheus"));

const alerts = readAlerts();
const families = new Map<string, Family>(Object.entries(familiesOf(metricLabels(root))));
const expressions = [...alerts, ...readQueries()].map(({ expr }) => expr);

test("each metric and label of the alerts and the dashboard is one that the server exports", async () => {
  const ofProcess = (await processMetrics().getMetricsAsJSON()).map(({ name }) => name);
  const used = expressions.flatMap((expr) => [
    ...expr.matchAll(/\b((?:vimbiso|nodejs|process)_\w+)(?:\{([^}]*)\})?/g),
  ]);
  expect(used.length).toBeGreaterThan(40);
  for (const [, name = "", selector = ""] of used) {
    const family = families.get(name.replace(/_bucket$/, ""));
    expect(family !== undefined || ofProcess.includes(name), name).toBe(true);
    for (const [, label = "", values = ""] of selector.matchAll(/(\w+)=~?"([^"]*)"/g))
      expect(family?.labels[label], `${name} ${label}`).toEqual(
        expect.arrayContaining(values.split("|")),
      );
  }
});

test("each metric that answers a question is on the dashboard or in an alert", () => {
  const unused = [...families.keys()].filter(
    (name) => !expressions.some((expr) => expr.includes(name)),
  );
  // Each is the detail of one that is shown, or as rare as its own query.
  expect(unused).toEqual([
    "vimbiso_lookup_seconds",
    "vimbiso_fallbacks_total",
    "vimbiso_ignored_total",
    "vimbiso_states_total",
    "vimbiso_outbox_due",
    "vimbiso_pool_limit",
    "vimbiso_pool_late_seconds",
  ]);
});

test("each alert has a section of the operators' page, and each section an alert", () => {
  const page = readFileSync(new URL("../../src/ops/README.md", import.meta.url), "utf8");
  const part = page.split("## What does each alert mean")[1]?.split(/\n## /, 1)[0] ?? "";
  const sections = [...part.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual(alerts.map(({ name }) => name));
  for (const { name, severity, summary, runbook } of alerts) {
    expect(runbook).toBe(`src/ops/README.md#${name.toLowerCase()}`);
    expect(["page", "ticket"]).toContain(severity);
    expect(part).toContain(`### ${name}\n\n${summary}.`);
  }
});

test("Prometheus accepts the rules and the configuration", () => {
  promtool("check", "rules", `${FOLDER}prometheus/rules.yaml`);
  promtool("check", "config", `${FOLDER}prometheus/prometheus.yaml`);
});

interface Series {
  series: string;
  /** Promtool's notation: first value + step x times, one a minute. */
  values: string;
}

const steady = (series: string, value: number): Series => ({ series, values: `${value}x60` });
const rising = (series: string, step: number): Series => ({ series, values: `0+${step}x60` });

/** A server without trouble. */
const HEALTHY: Series[] = [
  steady('up{job="vimbiso"}', 1),
  ...["replies", "calls", "unsettled", "timers"].flatMap((kind) => [
    steady(`vimbiso_outbox_oldest_seconds{kind="${kind}"}`, 1),
    steady(`vimbiso_outbox_pending{kind="${kind}"}`, 2),
  ]),
  rising('vimbiso_answer_seconds_bucket{le="0.5"}', 100),
  rising('vimbiso_answer_seconds_bucket{le="30"}', 100),
  rising('vimbiso_answer_seconds_bucket{le="+Inf"}', 100),
  rising('vimbiso_webhooks_total{webhook="whatsapp",status="200"}', 100),
  rising('vimbiso_webhooks_total{webhook="whatsapp",status="503"}', 1),
  rising('vimbiso_shed_total{webhook="whatsapp",reason="bad signature"}', 1),
  steady('vimbiso_failures_total{where="send",code="190"}', 7),
  steady('vimbiso_deliveries_total{outcome="dead",code="131047"}', 7),
  steady('vimbiso_turns_total{event="message",outcome="parked"}', 7),
  steady('vimbiso_turns_total{event="message",outcome="conflict"}', 7),
  rising('vimbiso_calls_total{operation="login",outcome="done"}', 100),
  rising('vimbiso_calls_total{operation="login",outcome="away"}', 1),
  steady("vimbiso_dead_letters", 100),
  steady("vimbiso_money_paused", 0),
  steady("vimbiso_redis_memory_bytes", 50),
  steady("vimbiso_redis_memory_limit_bytes", 100),
  steady("vimbiso_redis_evicted_keys", 7),
  steady("nodejs_eventloop_lag_p99_seconds", 0.02),
];

/** What makes each alert fire, in place of a healthy series; nothing in its place removes it. */
const PLANTED: { [alert: string]: Series[] } = {
  ServerDown: [steady('up{job="vimbiso"}', 0)],
  RedisUnreachable: [{ series: "vimbiso_dead_letters", values: "_x60" }],
  RepliesLate: [steady('vimbiso_outbox_oldest_seconds{kind="replies"}', 31)],
  CallsLate: [steady('vimbiso_outbox_oldest_seconds{kind="calls"}', 31)],
  TimersLate: [steady('vimbiso_outbox_oldest_seconds{kind="timers"}', 121)],
  AnswersSlow: [rising('vimbiso_answer_seconds_bucket{le="0.5"}', 90)],
  WebhooksRefused: [rising('vimbiso_webhooks_total{webhook="whatsapp",status="503"}', 5)],
  BadSignatures: [rising('vimbiso_shed_total{webhook="whatsapp",reason="bad signature"}', 120)],
  SendingStopped: [rising('vimbiso_failures_total{where="send",code="190"}', 1)],
  RepliesDead: [rising('vimbiso_deliveries_total{outcome="dead",code="131047"}', 1)],
  EventsParked: [rising('vimbiso_turns_total{event="message",outcome="parked"}', 1)],
  MoneyPaused: [steady("vimbiso_money_paused", 1)],
  MoneyUnsettled: [steady('vimbiso_outbox_pending{kind="unsettled"}', 6)],
  CredexFailing: [rising('vimbiso_calls_total{operation="login",outcome="away"}', 50)],
  RedisMemoryShort: [steady("vimbiso_redis_memory_bytes", 90)],
  RedisEvicts: [rising("vimbiso_redis_evicted_keys", 1)],
  CommitsUnreplicated: [rising('vimbiso_unreplicated_total{reason="late"}', 1)],
  EventLoopBlocked: [steady("nodejs_eventloop_lag_p99_seconds", 0.6)],
  CommitsConflict: [rising('vimbiso_turns_total{event="message",outcome="conflict"}', 1)],
  ReleaseHalted: [rising('vimbiso_releases_halted_total{reason="restarted"}', 1)],
};

test("each alert fires on its own trouble alone, and none on a healthy server", () => {
  expect(Object.keys(PLANTED)).toEqual(alerts.map(({ name }) => name));
  const cases = [undefined, ...Object.keys(PLANTED)].map((planted) => {
    const series = planted === undefined ? [] : (PLANTED[planted] ?? []);
    const replaced = new Set(series.map((one) => one.series));
    return {
      interval: "1m",
      name: planted ?? "healthy",
      input_series: [...HEALTHY.filter((one) => !replaced.has(one.series)), ...series],
      promql_expr_test: alerts.map(({ name }) => ({
        expr: `count(ALERTS{alertname="${name}",alertstate="firing"})`,
        eval_time: "45m",
        exp_samples: name === planted ? [{ labels: "{}", value: 1 }] : [],
      })),
    };
  });
  const folder = mkdtempSync(join(tmpdir(), "rules-"));
  try {
    // JSON is YAML.
    const file = join(folder, "test.yaml");
    const rule_files = [`${FOLDER}prometheus/rules.yaml`];
    writeFileSync(file, JSON.stringify({ rule_files, evaluation_interval: "1m", tests: cases }));
    promtool("test", "rules", file);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function promtool(...args: string[]): void {
  try {
    execFileSync("promtool", args, { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout}${stderr}`);
  }
}
