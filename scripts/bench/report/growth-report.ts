import type { Costs, Growth, Memory } from "../figures/growth-figures.ts";
import { median } from "../figures/statistics.ts";
import type { TurnCosts } from "../growth/turns.ts";
import { formatTable } from "./table.ts";
import { formatFigure } from "./throughput-report.ts";

const MIB = 1024 * 1024;

export function reportGrowth(growth: Growth): string {
  const rows = [
    ...rowsOf("live conversations", growth.conversations),
    ...rowsOf("bytes of a record", growth.recordBytes),
    ...rowsOf("processes", growth.processes),
    ...rowsOf("messages in a POST", growth.batches),
  ];
  const costs = formatTable([["", "messages/s", "server CPU", "Redis CPU"], ...rows]);
  const sizes = formatTable([
    ["", "measured"],
    ["from the start of the process to ready", `${median(growth.readyMs).toFixed(0)} ms`],
    ["`npm ci --omit=dev`", `${(growth.installedBytes / MIB).toFixed(0)} MB`],
  ]);
  return `${costs}\n\n${sizes}`;
}

export function reportMemory({ conversations, conversationBytes, parts }: Memory): string {
  return formatTable([
    ["", "Redis memory"],
    ["live conversations in 256 MB", grouped(conversations)],
    ["bytes of a live conversation", grouped(Math.round(conversationBytes))],
    ...parts.map(({ name, bytes }) => [`\`${name}\``, grouped(bytes)]),
  ]);
}

export function reportTurns(costs: readonly TurnCosts[]): string {
  const rows = costs.map(({ recordBytes, parsedUs, rememberedUs }) => [
    `${grouped(recordBytes)} bytes`,
    ...[parsedUs, rememberedUs].map((us) => `${grouped(Math.round(us))} µs`),
  ]);
  return formatTable([["record", "parsed", "remembered"], ...rows]);
}

/** As multiples of the first: other machines have other absolute figures. */
function rowsOf(what: string, costs: readonly Costs[]): string[][] {
  const [first] = costs;
  return costs.map((one) => [
    `${grouped(one.size)} ${what}`,
    ...(["messagesPerSecond", "serverCpuUs", "redisCpuUs"] as const).map((figure) =>
      formatFigure(one[figure] / (first?.[figure] ?? Number.NaN)),
    ),
  ]);
}

function grouped(value: number): string {
  return value.toLocaleString("en");
}
