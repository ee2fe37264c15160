import type { Chart, ChartEdge, ChartState } from "../protocol.ts";
import { pathOf } from "./path.ts";
import { isFollowing } from "./rows.ts";

/** By the ids of states and edges: what is different from another version. */
export type Marks = ReadonlyMap<string, "added" | "changed" | "removed">;

/**
 * A chart as SVG, in colours that its page defines as CSS variables. `isPicture`: its states are no buttons,
 * because nothing happens on a click.
 */
export function toSvg(
  { machine, width, height, states, edges }: Chart,
  { isPicture = false, marks = new Map() }: { isPicture?: boolean; marks?: Marks } = {},
): string {
  const markOf = ({ id }: { id: string }) => {
    const mark = marks.get(id);
    return mark ? ` is-${mark}` : "";
  };
  const inner = [
    ...states.map((state) => boxOf(state, isPicture, markOf(state))),
    ...states.flatMap(({ start }) => (start ? [startOf(start)] : [])),
    ...edges.filter(({ points }) => points.length > 0).map((edge) => lineOf(edge, markOf(edge))),
    ...edges.map((edge) => labelOf(edge, { states, edges }, markOf(edge))),
    ...states.map(wordsOf),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="${isPicture ? "img" : "group"}" aria-label="${inert(machine)}">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0,0.8 L7,4 L0,7.2 Z" class="tip"/></marker></defs>
${inner.filter(Boolean).join("\n")}
</svg>`;
}

/** A chart as a file of its own. `style`: tokens.css and chart.css. */
export function toSvgFile(chart: Chart, style: string): string {
  const font = "text { font-family: system-ui, sans-serif; }";
  return toSvg(chart, { isPicture: true }).replace(
    "<defs>",
    () => `<style>${style}${font}</style><defs>`,
  );
}

function boxOf(state: ChartState, isPicture: boolean, mark: string): string {
  const { id, title, x, y, width, height, kind, parent, calls } = state;
  const what = ["box", kind, parent ? "" : "machine", calls?.isMoney ? "money" : ""].filter(
    Boolean,
  );
  const outer = rect({ x, y, width, height, radius: parent ? 9 : 14 });
  const ring = { x: x + 3, y: y + 3, width: width - 6, height: height - 6, radius: 6 };
  const rings = kind === "final" ? rect(ring) : "";
  const button = isPicture ? "" : ` tabindex="0" role="button" aria-label="${inert(title)}"`;
  return `<g class="${what.join(" ")}${mark}" data-state="${inert(id)}"${button}>${outer}${rings}</g>`;
}

function wordsOf(state: ChartState): string {
  const { id, x, y, width, kind, lines, calls, parent } = state;
  const at = isOuter(state) ? { x: x + 14, y: y + 21 } : { x: x + width / 2, y: y + 10 + 13 };
  if (kind === "final") at.y += 2;
  const title = lines.map((line, row) => text(line, { ...at, y: at.y + row * 17 }));
  const called = calls
    ? [
        text(
          `${calls.isForm ? "▸" : "⇄"} ${calls.name}`,
          { ...at, y: at.y + lines.length * 17 - (isOuter(state) ? 0 : 1) },
          "calls",
        ),
      ]
    : [];
  const what = ["words", isOuter(state) ? "head" : "", parent ? "" : "machine"].filter(Boolean);
  return `<g class="${what.join(" ")}" data-state="${inert(id)}">${[...title, ...called].join("")}</g>`;
}

function startOf(points: { x: number; y: number }[]): string {
  const [dot] = points;
  if (!dot) return "";
  return `<circle class="dot" cx="${dot.x}" cy="${dot.y}" r="4.5"/><path class="line" d="${pathOf(points)}" marker-end="url(#tip)"/>`;
}

function lineOf({ id, kind, points }: ChartEdge, mark: string): string {
  return `<path class="line ${kind}${mark}" data-edge="${inert(id)}" d="${pathOf(points)}" marker-end="url(#tip)"/>`;
}

function labelOf(
  edge: ChartEdge,
  { states, edges }: Pick<Chart, "states" | "edges">,
  mark: string,
): string {
  const { id, kind, happening, condition, labelAt } = edge;
  if (!labelAt) return "";
  const isInner = states.some((state) => state.parent && isOuter(state) && holds(state, labelAt));
  const { x, y, width, height } = labelAt;
  const back = rect({ x, y: y - 1, width, height: height + 2, radius: 4 });
  const rule = isFollowing(edge, edges)
    ? `<path class="rule" d="M${x + 6},${y}h${width - 12}"/>`
    : "";
  const behind = condition ? `<tspan class="condition" dx="4">${inert(condition)}</tspan>` : "";
  const row = `<text x="${x + width / 2}" y="${y + 11}">${inert(happening)}${behind}</text>`;
  return `<g class="label ${kind}${isInner ? " inner" : ""}${mark}" data-edge="${inert(id)}">${back}${rule}${row}</g>`;
}

function isOuter({ kind }: ChartState): boolean {
  return kind === "compound" || kind === "parallel";
}

function holds(box: ChartState, { x, y }: { x: number; y: number }): boolean {
  return x > box.x && y > box.y && x < box.x + box.width && y < box.y + box.height;
}

function rect({
  x,
  y,
  width,
  height,
  radius,
}: {
  x: number;
  y: number;
  width: number;
  height: number;
  radius: number;
}): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

function text(words: string, { x, y }: { x: number; y: number }, what?: string): string {
  return `<text x="${x}" y="${y}"${what ? ` class="${what}"` : ""}>${inert(words)}</text>`;
}

/** Escapes a text for markup. */
export function inert(words: string): string {
  return words.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
