import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startPrometheus } from "../../../src/loopback/prometheus.ts";
import { drawDashboard } from "../../deploy/draw-dashboard.ts";
import type { Server } from "../servers.ts";
import { INCIDENTS, type Incident, type WatchedRig } from "./incidents.ts";
import { alertsOf, PACE, quickenRules } from "./quickened-rules.ts";
import { type Firing, type Happened, judgeAlerts, type Verdict } from "./verdicts.ts";

/** A Prometheus beside a chaos run, with the shipped rules, and the incidents that its alerts have to notice. */
export interface Watch {
  /** Rejects if an incident could not be produced. */
  failed: Promise<never>;
  /** Whether this server may be killed now. */
  mayKill(server: Server): boolean;
  /** Ends the incident that is in progress, if any, and undoes it. */
  stop(): Promise<void>;
  judge(): Promise<Verdict[]>;
  /** The shipped dashboard over the run so far, as an SVG. */
  draw(): Promise<string>;
  close(): Promise<void>;
}

const DASHBOARD = new URL("../../deploy/grafana/dashboard.json", import.meta.url);
const RULES = new URL("../../deploy/prometheus/rules.yaml", import.meta.url);
/** The shipped configuration scrapes every 15 s. */
const SCRAPE_EVERY_MS = 15_000 / PACE;
/** Before the first incident, between two groups, and after the last: rates have to rise and to fall. */
const PAUSE_MS = 12_000;
const LOOK_EVERY_MS = 50;
/** A rate of five minutes, and the five minutes for which it has to hold, at the pace of the run. */
const LATE_MS = (2 * 5 * 60_000) / PACE;

/** The groups of incidents of a run: all, or those that fire one of these alerts. */
export function planIncidents(alerts: readonly string[] | undefined): Incident[][] {
  return INCIDENTS.map((group) =>
    group.filter((incident) => !alerts || incident.alerts.some((one) => alerts.includes(one))),
  ).filter((group) => group.length > 0);
}

/** How long a run has to be for these incidents. */
export function lengthOf(groups: readonly (readonly Incident[])[]): number {
  const longest = groups.map((group) => Math.max(...group.map(({ seconds }) => seconds * 1_000)));
  return longest.reduce((sum, durationMs) => sum + durationMs + PAUSE_MS, PAUSE_MS);
}

export async function startWatch(rig: WatchedRig, groups: Incident[][]): Promise<Watch> {
  const rules = readFileSync(RULES, "utf8");
  const prometheus = await startPrometheus({
    targets: rig.servers.map(({ opsPort }) => opsPort),
    everyMs: SCRAPE_EVERY_MS,
    rules: quickenRules(rules),
  });
  const startedAt = Date.now();
  const happened: Happened[] = [];
  const inProgress = new Set<Incident>();
  const over = new AbortController();
  const running = runAll();

  return {
    failed: running.then(() => new Promise<never>(() => {})),
    mayKill,
    async stop() {
      over.abort();
      await running;
    },
    judge: async () =>
      judgeAlerts({
        alerts: alertsOf(rules),
        fireable: INCIDENTS.flat().flatMap(({ alerts }) => alerts),
        happened,
        firings: await readFirings(),
        startedAt,
        lateMs: LATE_MS,
      }),
    draw: () =>
      drawDashboard({
        dashboard: readFileSync(DASHBOARD, "utf8"),
        prometheus,
        scrapeEveryMs: SCRAPE_EVERY_MS,
        from: startedAt,
        until: Date.now(),
        marks: happened,
      }),
    close: prometheus.stop,
  };

  function mayKill({ index }: Server): boolean {
    return [...inProgress].every(({ spares = 0 }) => index >= spares);
  }

  async function runAll(): Promise<void> {
    for (const group of groups) {
      await pause(PAUSE_MS);
      if (over.signal.aborted) return;
      await Promise.all(group.map(runOne));
    }
  }

  async function runOne(incident: Incident): Promise<void> {
    const { name, alerts, seconds } = incident;
    inProgress.add(incident);
    const isSpared = (server: Server) => !mayKill(server);
    while (!rig.servers.filter(isSpared).every((server) => server.isUp()))
      await sleep(LOOK_EVERY_MS);
    const from = Date.now();
    console.log(`${clockOf(from - startedAt)}  ${name}: ${seconds} s`);
    const end = new AbortController();
    const done = incident.run(rig, end.signal);
    await Promise.race([pause(seconds * 1_000), done]);
    end.abort();
    await done;
    inProgress.delete(incident);
    happened.push({ name, alerts, from, until: Date.now() });
  }

  async function pause(durationMs: number): Promise<void> {
    await sleep(durationMs, undefined, { signal: over.signal }).catch(() => undefined);
  }

  /** Each alert's times of firing, as Prometheus recorded them. */
  async function readFirings(): Promise<Firing[]> {
    const range = { from: startedAt, until: Date.now(), stepMs: SCRAPE_EVERY_MS };
    const series = await prometheus.queryRange('ALERTS{alertstate="firing"}', range);
    return series.flatMap(({ labels, points }) => {
      const alert = labels.alertname ?? "";
      return points.map(({ at }) => ({ alert, from: at, until: at }));
    });
  }
}

function clockOf(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
