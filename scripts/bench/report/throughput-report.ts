import { ratio, ratioToFloor } from "../figures/ratios.ts";
import type { MeasuredServer, Throughput } from "../figures/results.ts";
import type { Round } from "../figures/round.ts";
import { median, type Summary } from "../figures/statistics.ts";
import { formatTable } from "./table.ts";

/** Ratios to the floor in the same round, with the lowest and the highest of all rounds; counts; and milliseconds. */
export function reportThroughput(results: Throughput): string {
  const header = [
    "server",
    "messages/s",
    "server CPU",
    "Redis CPU",
    "scripts",
    "commands",
    "requests",
    "p50 at half load",
    "p99 at half load",
    "p50 of one member",
  ];
  const rows = results.servers.map((server) => [
    server.title,
    ...(["messagesPerSecond", "serverCpuUs", "redisCpuUs"] as const).map((figure) =>
      formatSummary(ratioToFloor(results, server.name, figure)),
    ),
    ...(["scripts", "commands", "requests"] as const).map((figure) =>
      medianOf(server, figure).toFixed(1),
    ),
    ...(["halfLoadP50Ms", "halfLoadP99Ms", "oneMemberP50Ms"] as const).map(
      (figure) => `${formatFigure(medianOf(server, figure))} ms`,
    ),
  ]);
  return formatTable([header, ...rows]);
}

/** Of servers that differ in one thing: ratios to the first. */
export function reportTelemetry(results: Throughput): string {
  const rows = ratiosToFirst(results, ["messagesPerSecond", "serverCpuUs"]);
  return formatTable([["our server", "messages/s", "server CPU"], ...rows]);
}

/** Of two builds: ratios to the first. */
export function reportBuilds(results: Throughput): string {
  const rows = ratiosToFirst(results, ["messagesPerSecond", "serverCpuUs", "redisCpuUs"]);
  return formatTable([["our server", "messages/s", "server CPU", "Redis CPU"], ...rows]);
}

/** Ratios to the first server in the same round, with the lowest and the highest of all rounds. */
function ratiosToFirst(results: Throughput, figures: readonly (keyof Round)[]): string[][] {
  const to = results.servers[0]?.name ?? "";
  return results.servers.map(({ name, title }) => [
    title,
    ...figures.map((figure) => formatOverhead(ratio(results, { name, to, figure }))),
  ]);
}

/** "1.04 (1.02 to 1.05)": an overhead of some hundredths needs three digits. */
function formatOverhead({ median: middle, min, max }: Summary): string {
  const [shown, low, high] = [middle, min, max].map((value) => value.toFixed(2));
  return min === max ? `${shown}` : `${shown} (${low} to ${high})`;
}

/** The servers for which the load generator may have been the limit. */
export function loadLimited({ servers }: Throughput): string[] {
  const MAX_LOAD_SHARE = 0.9;
  return servers
    .filter((server) => medianOf(server, "loadCpuShare") > MAX_LOAD_SHARE)
    .map(({ title }) => title);
}

/** "8.1 (7.9 to 8.4)" */
function formatSummary({ median: middle, min, max }: Summary): string {
  if (min === max) return formatFigure(middle);
  return `${formatFigure(middle)} (${formatFigure(min)} to ${formatFigure(max)})`;
}

/** Two digits, or all before the point. */
export function formatFigure(value: number): string {
  if (value >= 10) return value.toFixed(0);
  return Number(value.toPrecision(2)).toString();
}

function medianOf({ rounds }: MeasuredServer, figure: keyof Round): number {
  return median(rounds.map((round) => round[figure]));
}
