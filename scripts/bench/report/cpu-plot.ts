import { ratioToFloor } from "../figures/ratios.ts";
import type { Throughput } from "../figures/results.ts";
import { formatFigure } from "./throughput-report.ts";

const WIDTH = 760;
const LABEL_WIDTH = 250;
const VALUE_WIDTH = 70;
const ROW_HEIGHT = 34;
const BAR_HEIGHT = 18;
const TITLE_HEIGHT = 40;

/**
 * A bar for each server: the CPU time of a message as a multiple of the floor's, with a line from the lowest to the
 * highest round. It has no background, and every colour is legible on a light page and on a dark one.
 */
export function plotCpu(results: Throughput): string {
  const bars = results.servers.map(({ name, title }) => ({
    title,
    ratio: ratioToFloor(results, name, "serverCpuUs"),
    isOurs: name.startsWith("ours"),
  }));
  const most = Math.max(...bars.map(({ ratio }) => ratio.max));
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / most;
  const height = TITLE_HEIGHT + bars.length * ROW_HEIGHT;
  const rows = bars.map(({ title, ratio, isOurs }, at) => {
    const middle = TITLE_HEIGHT + at * ROW_HEIGHT + ROW_HEIGHT / 2;
    const x = (value: number) => (LABEL_WIDTH + value * scale).toFixed(1);
    return [
      `<text x="${LABEL_WIDTH - 10}" y="${middle + 5}" text-anchor="end">${escapeXml(title)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${middle - BAR_HEIGHT / 2}" width="${(ratio.median * scale).toFixed(1)}" height="${BAR_HEIGHT}" rx="2"${isOurs ? ' class="ours"' : ""}/>`,
      `<path d="M${x(ratio.min)} ${middle}H${x(ratio.max)}"/>`,
      `<text x="${(LABEL_WIDTH + ratio.max * scale + 8).toFixed(1)}" y="${middle + 5}">${formatFigure(ratio.median)}</text>`,
    ].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="CPU time of the server for a message">
<style>
text { font: 14px system-ui, sans-serif; fill: #737c86 }
rect { fill: #8c959f }
.ours { fill: #2f81f7 }
path { stroke: #57606a; stroke-width: 2 }
</style>
<text x="0" y="20">CPU time of the server for a message, as a multiple of the floor's</text>
${rows.join("\n")}
</svg>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
