import type { Chart, ChartEdge, ChartState } from "../../protocol.ts";
import { areNumbersShown, type EdgeShare, figuresOfEdge, figuresOfState } from "./numbers.ts";
import { countWords, estimate, shareWords } from "./words.ts";

const LETTER = 6.4;
const PADDING = 7;
const HEIGHT = 16;
/** A label has room around its text. */
const OVERLAP = 3;

/** The counts, above all that is drawn. A state opens its panel, which says the same in words. */
export function NumberMarks({ chart: { states, edges } }: { chart: Chart }) {
  if (!areNumbersShown.value) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it has the focus
    <g class="number-marks" aria-hidden="true">
      {edges.map((edge) => (
        <EdgeMark key={edge.id} edge={edge} states={states} />
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

/** Behind its label, or before it where a box would be covered. */
function EdgeMark({ edge: { id, labelAt }, states }: { edge: ChartEdge; states: ChartState[] }) {
  const found = figuresOfEdge(id);
  if (!labelAt || found.length === 0) return null;
  const parts = found.map((figures, column) => edgePart(figures, column, found.length));
  const { x, y, width, height } = labelAt;
  const [from, to] = [x + width - OVERLAP, x + width - OVERLAP + widthOf(parts)];
  const middle = y + height / 2;
  const isCovering = states.some(
    (state) =>
      state.kind === "atomic" &&
      from < state.x + state.width &&
      to > state.x &&
      Math.abs(middle - state.y - state.height / 2) < (state.height + HEIGHT) / 2,
  );
  const left = isCovering ? x + OVERLAP - widthOf(parts) : from;
  return <Pill kind="is-edge" parts={parts} left={left} y={middle} />;
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
  return (
    <Pill kind="is-state" parts={parts} left={x + (width - widthOf(parts)) / 2} y={y + height} />
  );
}

const partWidth = ({ text }: Part) => text.length * LETTER + 2 * PADDING;
const widthOf = (parts: Part[]) => parts.reduce((sum, part) => sum + partWidth(part), 0);

interface PillProps {
  kind: "is-edge" | "is-state";
  parts: Part[];
  left: number;
  /** Of its middle. */
  y: number;
}

function Pill({ kind, parts, left, y }: PillProps) {
  return (
    <g class={`pill ${kind}`} transform={`translate(${left} ${y - HEIGHT / 2})`}>
      <g>
        {parts.map((part, at) => (
          <g key={at} class={part.class} transform={`translate(${widthOf(parts.slice(0, at))} 0)`}>
            <rect width={partWidth(part)} height={HEIGHT} rx={HEIGHT / 2} />
            <text x={partWidth(part) / 2} y={11.5}>
              {part.text}
            </text>
          </g>
        ))}
      </g>
    </g>
  );
}
