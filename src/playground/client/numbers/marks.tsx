import type { Chart, ChartEdge, ChartState } from "../../protocol.ts";
import { areNumbersShown, type EdgeShare, figuresOfEdge, figuresOfState } from "./numbers.ts";
import { countWords, estimate, shareWords } from "./words.ts";

const LETTER = 6.4;
const PADDING = 7;
const HEIGHT = 16;

/** The counts, above all that is drawn. A state opens its panel, which says the same in words. */
export function NumberMarks({ chart: { states, edges } }: { chart: Chart }) {
  if (!areNumbersShown.value) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it has the focus
    <g class="number-marks" aria-hidden="true">
      {edges.map((edge) => (
        <EdgeMark key={edge.id} edge={edge} />
      ))}
      {states.map((state) => (
        <StateMark key={state.id} state={state} />
      ))}
    </g>
  );
}

interface Part {
  text: string;
  class: string;
}

function EdgeMark({ edge: { id, labelAt } }: { edge: ChartEdge }) {
  const found = figuresOfEdge(id);
  if (!labelAt || found.length === 0) return null;
  const parts = found.map((figures, column) => edgePart(figures, column, found.length));
  const { x, y, width, height } = labelAt;
  return <Pill parts={parts} x={x + width - 3} y={y + height / 2} anchor="start" />;
}

function edgePart(edge: EdgeShare | undefined, column: number, of: number): Part {
  const kind = edge?.isLeaving ? "is-leaving" : "";
  if (!edge) return { text: "0", class: `column-${column}` };
  if (of > 1) return { text: shareWords(edge.share), class: `column-${column} ${kind}` };
  return { text: `${countWords(edge.times)} · ${shareWords(edge.share)}`, class: kind };
}

function StateMark({ state: { id, x, y, width, height } }: { state: ChartState }) {
  const found = figuresOfState(id);
  if (found.length === 0) return null;
  const parts = found.flatMap((figures, column): Part[] => {
    const own = found.length > 1 ? `column-${column}` : "";
    const { entered = 0, left = 0 } = figures ?? {};
    const share = estimate(left) / (estimate(entered) || 1);
    return [
      { text: countWords(entered), class: own },
      ...(left === 0
        ? []
        : [{ text: `−${countWords(left)} · ${shareWords(share)}`, class: "is-leaving" }]),
    ];
  });
  return <Pill parts={parts} x={x + width / 2} y={y + height} anchor="middle" />;
}

interface PillProps {
  parts: Part[];
  x: number;
  y: number;
  anchor: "start" | "middle";
}

function Pill({ parts, x, y, anchor }: PillProps) {
  const widths = parts.map(({ text }) => text.length * LETTER + 2 * PADDING);
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const left = anchor === "middle" ? x - whole / 2 : x;
  const startOf = (at: number) => widths.slice(0, at).reduce((sum, width) => sum + width, 0);
  return (
    <g class="pill" transform={`translate(${left} ${y - HEIGHT / 2})`}>
      {parts.map(({ text, class: kind }, at) => (
        <g key={at} class={kind} transform={`translate(${startOf(at)} 0)`}>
          <rect width={widths[at]} height={HEIGHT} rx={HEIGHT / 2} />
          <text x={(widths[at] ?? 0) / 2} y={11.5}>
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}
