import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "../../machines/root.ts";
import type { CommittedTurn } from "../../src/conversation/engine.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { metricLabels } from "../../src/metric-labels.ts";
import { type Family, familiesOf } from "../../src/telemetry/families.ts";
import { createMetrics, initialSeries } from "../../src/telemetry/metrics.ts";

const conversationId = "3iKdSpIe0wht.100000000000001";
const effect = "s:1:0";
const labels = metricLabels(root);
const families: [string, Family][] = Object.entries(familiesOf(labels));
const kinds = ["replies", "calls", "unsettled", "timers"] as const;

function open(options: { isStoreAway?: boolean } = {}) {
  const time = { now: 1_000_000 };
  const unlessAway = async <T>(value: T) => {
    if (options.isStoreAway) throw new Error("Redis is unreachable");
    return value;
  };
  const metrics = createMetrics({
    labels,
    clock: () => time.now,
    build: () => ({ release: "1.2.3", machines: "abc" }),
    outbox: () =>
      unlessAway({
        due: 12,
        work: kinds.map((kind) => ({ kind, pending: 3, due: 2, oldestMs: 1_500 })),
        dead: 2,
        parked: 1,
        isPaused: true,
      }),
    pools: () => kinds.map((kind) => ({ kind, inFlight: 7, limit: 16, lateMs: 2_500 })),
    memory: () => unlessAway({ usedBytes: 10, limitBytes: 100, evictedKeys: 4 }),
  });
  return { ...metrics, time };
}

/** The series of a page, without those of Node's process. */
function seriesOf(page: string): Map<string, string> {
  const lines = page.split("\n").filter((line) => line.startsWith("vimbiso_"));
  return new Map(lines.map((line) => line.split(/ (?=\S+$)/, 2) as [string, string]));
}

const message = (stage: string) =>
  ({
    ...{ conversationId, at: 1_000_000, attempts: 1, before: undefined, outcome: "committed" },
    event: { kind: "message" },
    turn: { kind: "taken", metadata: { stage } },
  }) as unknown as CommittedTurn;

test("every series exists from the start, with the names and labels of the list, and no other does", async () => {
  const { text } = open();
  const found = [...seriesOf(await text()).keys()].map((series) => {
    const [, name = "", rest = ""] = /^(\w+)(.*)$/.exec(series) ?? [];
    return name.replace(/_(bucket|sum|count)$/, "") + rest.replace(/le="[^"]*",?/, "");
  });
  const wanted = families.flatMap(([name, family]) =>
    name === "vimbiso_build_info"
      ? [`${name}{release="1.2.3",machines="abc",node="${process.versions.node}"}`]
      : initialSeries(family).map((series) => {
          const pairs = Object.entries(series).map(([label, value]) => `${label}="${value}"`);
          return pairs.length > 0 ? `${name}{${pairs.join(",")}}` : name;
        }),
  );
  const shape = (series: Iterable<string>) =>
    new Set([...series].map((one) => one.replace("{}", "")));
  expect(shape(found)).toEqual(shape(wanted));
  // A page that takes long to transfer or to store would be a defect of its own.
  expect(found.length).toBeLessThan(3_000);
});

test("counters start at 0", async () => {
  const series = seriesOf(await open().text());
  const values = [...series].filter(([name]) => name.includes("_total")).map(([, value]) => value);
  expect(new Set(values)).toEqual(new Set(["0"]));
});

test("the operators' page lists each metric with its type, labels and meaning", () => {
  const page = readFileSync(new URL("../../src/ops/README.md", import.meta.url), "utf8");
  const listed = [...page.matchAll(/^\| `(vimbiso_\w+)` +\| (\w+) +\| (.*?) *\| (.*?) *\|$/gm)].map(
    ([, name, type, labels, help]) => [name, type, labels, help],
  );
  const wanted = families.map(([name, { type, labels, help }]) => [
    ...[name, type],
    Object.keys(labels)
      .map((label) => `\`${label}\``)
      .join(", ") || "—",
    help,
  ]);
  expect(listed).toEqual(wanted);
});

test("each state of the machines has its own labels", () => {
  expect(labels.states).toContainEqual({ machine: "offer", state: "filling.confirm" });
  expect(labels.states).toContainEqual({ machine: "root", state: "ready.home" });
  expect(labels.states).toContainEqual({ machine: "deciding", state: "sending.accepting" });
});

test("counts telemetry events and turns", async () => {
  const { observe, onTurn, time, text } = open();
  const turn = { kind: "turn", conversationId, event: "message", id: "m" } as const;
  observe({ ...turn, outcome: "committed", attempts: 1 });
  observe({ ...turn, outcome: "committed", attempts: 3 });
  observe({ ...turn, outcome: "conflict", attempts: 3 });
  time.now += 20;
  onTurn(message("ready.offer/filling.confirm"));
  time.now += 300;
  observe({ kind: "delivery", conversationId, effect, outcome: "retry", code: "131016" });
  observe({ kind: "delivery", conversationId, effect, outcome: "done" });
  observe({ kind: "delivery", conversationId, effect, outcome: "done" });
  observe({ kind: "delivery", conversationId, effect, outcome: "dead", code: "131026" });
  observe({ kind: "call", conversationId, effect, operation: "login", outcome: "away" });
  observe({ kind: "ignored", what: "reaction" });
  const reason = "The store is failing (READONLY)";
  observe({ kind: "shed", webhook: "whatsapp", reason, count: 5 });
  observe({ kind: "unreplicated", reason: "late", count: 3 });
  observe({ kind: "unreplicated", reason: "NOPERM", count: 1 });
  observe({ kind: "halt", halted: "r2", trouble: "dead", reason: "9 replies given up" });
  const series = seriesOf(await text());
  for (const [name, value] of Object.entries({
    'vimbiso_turns_total{event="message",outcome="committed"}': 2,
    'vimbiso_conflicts_total{attempt="1"}': 2,
    'vimbiso_conflicts_total{attempt="2"}': 2,
    'vimbiso_conflicts_total{attempt="3"}': 1,
    'vimbiso_turn_seconds_bucket{le="0.01",event="message"}': 0,
    'vimbiso_turn_seconds_bucket{le="0.025",event="message"}': 1,
    'vimbiso_states_entered_total{machine="offer",state="filling.confirm",outcome="committed"}': 1,
    'vimbiso_deliveries_total{outcome="retry",code="131016"}': 1,
    'vimbiso_deliveries_total{outcome="dead",code="131026"}': 1,
    vimbiso_answer_seconds_count: 1,
    'vimbiso_answer_seconds_bucket{le="0.25"}': 0,
    'vimbiso_answer_seconds_bucket{le="0.5"}': 1,
    'vimbiso_calls_total{operation="login",outcome="away"}': 1,
    'vimbiso_ignored_total{what="reaction"}': 1,
    'vimbiso_shed_total{webhook="whatsapp",reason="The store is failing"}': 5,
    'vimbiso_unreplicated_total{reason="late"}': 3,
    'vimbiso_unreplicated_total{reason="other"}': 1,
    'vimbiso_releases_halted_total{reason="dead"}': 1,
    'vimbiso_outbox_pending{kind="calls"}': 3,
    'vimbiso_outbox_due{kind="timers"}': 2,
    'vimbiso_outbox_oldest_seconds{kind="replies"}': 1.5,
    vimbiso_dead_letters: 2,
    vimbiso_parked_events: 1,
    vimbiso_money_paused: 1,
    'vimbiso_pool_late_seconds{kind="timers"}': 2.5,
    vimbiso_redis_memory_bytes: 10,
    vimbiso_redis_evicted_keys: 4,
  }))
    expect([name, series.get(name)]).toEqual([name, `${value}`]);
});

test("a value from outside never becomes a label", async () => {
  const { observe, onTurn, answered, text } = open();
  const odd = 'SECRET"}\n';
  const telemetryEvents: TelemetryEvent[] = [
    { kind: "delivery", conversationId, effect, outcome: "dead", code: odd },
    { kind: "status", status: odd, code: odd },
    { kind: "ignored", what: odd },
    { kind: "call", conversationId, effect, operation: odd, outcome: "done" },
    { kind: "shed", webhook: odd, reason: odd, count: 1 },
    { kind: "failure", where: odd, code: odd, cause: odd },
    { kind: "state", operation: odd, key: "k", attempt: 1, reason: odd },
  ];
  for (const telemetryEvent of telemetryEvents) observe(telemetryEvent);
  onTurn(message(`${odd}/${odd}`));
  answered({ webhook: "whatsapp", status: 599, ms: 1 });

  const page = await text();
  expect(page).not.toContain("SECRET");
  expect(page).toContain('vimbiso_deliveries_total{outcome="dead",code="other"} 1');
  expect(page).toContain('vimbiso_webhooks_total{webhook="whatsapp",status="other"} 1');
  expect(page).not.toContain(conversationId);
});

test("the next reply to a member who did not write is no answer, nor is one after a long time", async () => {
  const { observe, onTurn, time, text } = open();
  observe({ kind: "delivery", conversationId, effect, outcome: "done" });
  onTurn(message("ready.home"));
  time.now += 10 * 60_000;
  onTurn({ ...message("ready.home"), conversationId: "another" });
  observe({ kind: "delivery", conversationId, effect, outcome: "done" });
  expect(seriesOf(await text()).get("vimbiso_answer_seconds_count")).toBe("0");
});

test("a page has what this process knows while Redis is unreachable, and nothing outdated", async () => {
  const options = { isStoreAway: false };
  const { text } = open(options);
  expect(await text()).toContain("vimbiso_dead_letters 2");
  options.isStoreAway = true;
  const page = await text();
  for (const line of [
    ...["vimbiso_dead_letters 2", "vimbiso_outbox_due{", "vimbiso_redis_memory_bytes 10"],
    ...["vimbiso_money_paused 1"],
  ])
    expect(page.includes(line), line).toBe(false);
  expect(page).toContain('vimbiso_pool_in_flight{kind="timers"} 7');
  expect(page).toContain("nodejs_eventloop_lag_seconds");
});
