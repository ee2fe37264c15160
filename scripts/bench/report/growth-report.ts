import type { Costs, Growth } from "../figures/growth-figures.ts";
import { median } from "../figures/statistics.ts";
import { formatTable } from "./table.ts";
import { formatFigure } from "./throughput-report.ts";

const MIB = 1024 * 1024;
const REDIS_MIB = 256;
/** What a Redis without a conversation takes. */
const EMPTY_MIB = 2;

export function reportGrowth(growth: Growth): string {
  const bytes = growth.conversationBytes;
  const fits = ((REDIS_MIB - EMPTY_MIB) * MIB) / bytes;
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
    ["Redis memory of a live conversation", `${formatFigure(bytes / 1_000)} kB`],
    [`live conversations in ${REDIS_MIB} MB`, grouped(Math.round(fits / 1_000) * 1_000)],
  ]);
  return `${costs}\n\n${sizes}`;
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
