import { z } from "zod";
import type { Prometheus, Series, TimeRange } from "../../src/loopback/prometheus.ts";
import { toUnit } from "./units.ts";

/** A time span to mark in the panels; times in milliseconds. */
export interface Mark {
  name: string;
  from: number;
  until: number;
}

export interface DashboardPicture {
  /** The text of a Grafana dashboard with panels of the types `stat` and `timeseries`. */
  dashboard: string;
  prometheus: Pick<Prometheus, "queryRange">;
  scrapeEveryMs: number;
  from: number;
  until: number;
  marks: readonly Mark[];
}

const Target = z.object({ expr: z.string(), legendFormat: z.string() });
const Panel = z.object({
  title: z.string(),
  type: z.enum(["stat", "timeseries"]),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }),
  options: z.object({ textMode: z.string().optional() }),
  targets: z.array(Target),
});
type Panel = z.infer<typeof Panel>;
const Dashboard = z.object({ title: z.string(), panels: z.array(Panel) });

interface Line {
  name: string;
  points: Series["points"];
}

/** Grafana's grid has 24 columns. */
const COLUMN = 50;
const ROW = 21;
const WIDTH = 24 * COLUMN;
const GAP = 4;
const PLOT = { left: 46, right: 8, top: 24, bottom: 44 };
const STEPS = 80;
const COLOURS = ["#3d71d9", "#d9822b", "#2f9e57", "#c2417c", "#8a63d2", "#0f9fb0", "#a98307"];
const LEGEND = { letter: 6.1, line: 12, lines: 2 };
const MARK_LINE = 16;
const STYLE = `
:root{--page:#f4f5f5;--panel:#fff;--text:#24292e;--faint:#6e7680;--grid:#e3e5e8;--mark:#d9822b}
@media (prefers-color-scheme:dark){:root{--page:#111217;--panel:#1a1c22;--text:#dcdde0;--faint:#8f949e;--grid:#2c2f37;--mark:#f2a354}}
text{font:11px system-ui,sans-serif;fill:var(--text)}
.title{font-weight:600}.faint{fill:var(--faint);font-size:10px}.value{font-size:22px;text-anchor:middle}
.name{font-size:13px;text-anchor:middle}.y{text-anchor:end}.x{text-anchor:middle}
.page{fill:var(--page)}.panel{fill:var(--panel)}.grid{stroke:var(--grid)}
.mark{fill:var(--mark);opacity:.16}path{fill:none;stroke-width:1.4;stroke-linejoin:round}`;

/**
 * Draws each panel of a dashboard from its own queries, as an SVG for light and dark pages. Series that stay at 0 are
 * left out.
 */
export async function drawDashboard(options: DashboardPicture): Promise<string> {
  const { from, until } = options;
  const marks = options.marks.toSorted((one, other) => one.from - other.from);
  const { title, panels } = Dashboard.parse(JSON.parse(options.dashboard));
  const range = { from, until, stepMs: Math.ceil((until - from) / STEPS) };
  const top = 30 + Math.ceil(marks.length / 3) * MARK_LINE;
  const height = top + Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)) * ROW;
  const drawn: string[] = [];
  for (const panel of panels) {
    const lines = await readLines(panel, range, options);
    const { x, y, w, h } = panel.gridPos;
    const size = { width: w * COLUMN - GAP, height: h * ROW - GAP };
    const body =
      panel.type === "stat"
        ? drawStat(panel, lines, size)
        : drawPlot({ panel, lines, size, range, marks });
    const place = `translate(${x * COLUMN + GAP / 2} ${top + y * ROW})`;
    const frame = `<rect class="panel" width="${size.width}" height="${size.height}" rx="3"/>`;
    const caption = `<text class="title" x="8" y="15">${escapeXml(panel.title)}</text>`;
    drawn.push(`<g transform="${place}">${frame}${caption}${body}</g>`);
  }
  const list = marks.map(({ name, from: at }, index) => {
    const place = `x="${8 + (index % 3) * (WIDTH / 3)}" y="${38 + Math.floor(index / 3) * MARK_LINE}"`;
    return `<text ${place}>${index + 1}  ${clockOf(at - from)}  ${escapeXml(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"><title>${escapeXml(title)}</title><style>${STYLE}</style><rect class="page" width="100%" height="100%"/><text class="title" x="8" y="18">${escapeXml(title)}</text>${list.join("")}${drawn.join("\n")}</svg>\n`;
}

async function readLines(
  panel: Panel,
  range: TimeRange,
  options: DashboardPicture,
): Promise<Line[]> {
  const { prometheus, scrapeEveryMs } = options;
  // As Grafana computes it.
  const rateMs = Math.max(range.stepMs + scrapeEveryMs, 4 * scrapeEveryMs);
  const lines: Line[] = [];
  for (const { expr, legendFormat } of panel.targets) {
    const query = expr.replaceAll("$__rate_interval", `${rateMs}ms`);
    for (const { labels, points } of await prometheus.queryRange(query, range)) {
      const name = legendFormat.replace(
        /\{\{(\w+)\}\}/g,
        (_, label: string) => labels[label] ?? "",
      );
      lines.push({ name, points: points.filter(({ value }) => Number.isFinite(value)) });
    }
  }
  return lines;
}

interface Size {
  width: number;
  height: number;
}

function drawStat(panel: Panel, lines: readonly Line[], { width, height }: Size): string {
  const [line] = lines;
  const value = line?.points.at(-1)?.value;
  const isName = panel.options.textMode === "name";
  const text = isName ? (line?.name ?? "") : toUnit(value ?? 0, panel.fieldConfig.defaults.unit);
  const place = `x="${width / 2}" y="${height / 2 + 16}"`;
  return `<text class="${isName ? "name" : "value"}" ${place}>${escapeXml(text)}</text>`;
}

interface Plot {
  panel: Panel;
  lines: readonly Line[];
  size: Size;
  range: TimeRange;
  marks: readonly Mark[];
}

function drawPlot({ panel, lines, size, range, marks }: Plot): string {
  const { from, until, stepMs } = range;
  const { unit } = panel.fieldConfig.defaults;
  const right = size.width - PLOT.right;
  const bottom = size.height - PLOT.bottom;
  const shown = lines
    .map((line) => ({ ...line, highest: Math.max(0, ...line.points.map(({ value }) => value)) }))
    .filter(({ highest }) => highest > 0)
    .sort((one, other) => other.highest - one.highest);
  const limit = roundUp(shown[0]?.highest ?? 1, unit);
  const toX = (at: number) => PLOT.left + ((at - from) / (until - from)) * (right - PLOT.left);
  const toY = (value: number) => bottom - (value / limit) * (bottom - PLOT.top);

  const bands = marks.map((mark, index) => {
    const [x, end] = [Math.round(toX(mark.from)), Math.round(toX(mark.until))];
    const band = `<rect class="mark" x="${x}" y="${PLOT.top}" width="${end - x}" height="${bottom - PLOT.top}"/>`;
    return `${band}<text class="faint" x="${x + 3}" y="${PLOT.top + 9}">${index + 1}</text>`;
  });
  const ticks = [0, 0.5, 1].map((share) => {
    const y = Math.round(toY(share * limit));
    const rule = `<line class="grid" x1="${PLOT.left}" x2="${right}" y1="${y}" y2="${y}"/>`;
    const text = toUnit(share * limit, unit);
    return `${rule}<text class="faint y" x="${PLOT.left - 5}" y="${y + 3}">${text}</text>`;
  });
  const minutes = Math.floor((until - from) / 60_000);
  const everyMinutes = Math.max(1, Math.ceil(minutes / 6));
  for (let minute = 0; minute <= minutes; minute += everyMinutes) {
    const x = Math.round(toX(from + minute * 60_000));
    ticks.push(`<text class="faint x" x="${x}" y="${bottom + 12}">${minute}:00</text>`);
  }
  const paths = shown.map(({ points }, index) => {
    let before = { at: Number.NEGATIVE_INFINITY, x: 0, y: 0 };
    const steps = points.map(({ at, value }) => {
      const [x, y] = [Math.round(toX(at)), Math.round(toY(value))];
      const isGap = at - before.at > 1.5 * stepMs;
      const step = isGap ? `M${x} ${y}` : `l${x - before.x} ${y - before.y}`;
      before = { at, x, y };
      return step;
    });
    return `<path stroke="${colourOf(index)}" d="${steps.join("")}"/>`;
  });
  // The highest is drawn last, over the others.
  return [...bands, ...ticks, ...paths.reverse(), drawLegend(shown, size)].join("");
}

function drawLegend(lines: readonly Line[], { width, height }: Size): string {
  const drawn: string[] = [];
  let [x, row] = [8, 0];
  for (const [index, { name }] of lines.entries()) {
    const left = lines.length - index;
    const needed = 14 + (name.length + 1) * LEGEND.letter;
    if (x + needed > width - 30 && x > 8) [x, row] = [8, row + 1];
    const y = height - PLOT.bottom + 27 + row * LEGEND.line;
    if (row >= LEGEND.lines) {
      drawn.push(`<text class="faint y" x="${width - 6}" y="${y - LEGEND.line}">+${left}</text>`);
      break;
    }
    const dash = `<rect x="${x}" y="${y - 4}" width="8" height="2.5" fill="${colourOf(index)}"/>`;
    drawn.push(`${dash}<text class="faint" x="${x + 11}" y="${y}">${escapeXml(name)}</text>`);
    x += needed;
  }
  return drawn.join("");
}

/** To 1, 2 or 5 times a power of ten; of bytes, times a megabyte. */
function roundUp(value: number, unit: string): number {
  const base = unit === "bytes" ? 1_024 ** 2 : 1;
  const power = 10 ** Math.floor(Math.log10(value / base));
  const digit = [1, 2, 5, 10].find((one) => one * power * base >= value) ?? 10;
  return digit * power * base;
}

function clockOf(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? "";
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
