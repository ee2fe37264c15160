import type { ChartState } from "../../protocol.ts";
import { figuresOfState } from "../numbers/numbers.ts";
import { countWords, estimate, shareWords } from "../numbers/words.ts";
import { dropTarget } from "../retarget/drag.ts";
import { selectedState, step } from "../state/view.ts";
import { callsUnderWay, highlightedStates, timersLeft } from "./highlights.ts";

const TITLE_LINE = 17;

/** A state: its words, and its pending timer and call while it is active. */
export function StateBox({ state, isTabStop }: { state: ChartState; isTabStop: boolean }) {
  const { id, title, x, y, width, height, kind, parent, calls } = state;
  const isLit = highlightedStates.value.has(id);
  const timer = timersLeft.value.get(id);
  const isCalling = isLit && calls !== undefined && callsUnderWay.value.has(calls.name);
  const isSelected = selectedState.value === id;
  const open = () => {
    selectedState.value = isSelected ? undefined : id;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      class={[
        "state",
        kind,
        parent ? "" : "machine",
        isLit ? "lit" : "",
        isHere(id) ? "here" : "",
        dropTarget.value === id ? "drop" : "",
      ].join(" ")}
      role="button"
      tabindex={isTabStop ? 0 : -1}
      aria-label={wordsOf(state, isLit, timer, isCalling)}
      aria-pressed={isSelected}
      data-state={id}
      data-loss={lossOf(id)}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open();
      }}
    >
      <title>{title}</title>
      <rect class="box" x={x} y={y} width={width} height={height} rx={parent ? 10 : 14} />
      {kind === "final" && (
        <rect class="ring" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx={7} />
      )}
      <Words state={state} />
      <Name state={state} />
      {isCalling && <Spinner x={x + width - 14} y={y + height - 14} />}
      {timer !== undefined && isLit && <Timer left={timer} x={x + width} y={y} />}
    </g>
  );
}

/** How much of what enters a state leaves the form there: from 1, a little, to 3. */
function lossOf(id: string): number | undefined {
  const shares = figuresOfState(id).map((state) =>
    state ? estimate(state.left) / (estimate(state.entered) || 1) : 0,
  );
  const worst = Math.max(0, ...shares);
  if (worst === 0) return undefined;
  return worst < SOME_LOSS ? 1 : worst < MUCH_LOSS ? 2 : 3;
}

const SOME_LOSS = 0.1;
const MUCH_LOSS = 0.25;

/** "entered 80, left by 12 (15%)", for each release. */
const numberWords = (id: string) =>
  figuresOfState(id).map((state) => {
    if (!state) return "entered 0";
    const share = estimate(state.left) / (estimate(state.entered) || 1);
    const left = `form left by ${countWords(state.left)} (${shareWords(share)})`;
    return `entered ${countWords(state.entered)}${state.left === 0 ? "" : `, ${left}`}`;
  });

const isHere = (id: string) => step.value?.active.includes(id) ?? false;

/** First the box's readable texts in their order, then its name and what is only visible. */
function wordsOf(
  state: ChartState,
  isLit: boolean,
  timer: string | undefined,
  isCalling: boolean,
): string {
  const { lines, calls, kind } = state;
  const read = [...lines, calls && callWords(calls), timer].filter(Boolean).join(" ");
  const seen = [
    nameOf(state),
    timer && "left",
    isLit && "active",
    kind === "final" && "an end",
    isCalling && "waits for an answer",
    ...numberWords(state.id),
  ];
  return [read, ...seen].filter(Boolean).join(", ");
}

const callWords = ({ isForm, name }: NonNullable<ChartState["calls"]>) =>
  `${isForm ? "▸" : "⇄"} ${name}`;

function Words({ state: { x, y, width, kind, lines, calls } }: { state: ChartState }) {
  const isOuter = kind === "compound" || kind === "parallel";
  const left = isOuter ? x + 14 : x + width / 2;
  const top = isOuter ? y + 21 : y + 23 + (kind === "final" ? 2 : 0);
  return (
    <g class={isOuter ? "words head" : "words"}>
      {lines.map((line, row) => (
        <text key={line} x={left} y={top + row * TITLE_LINE}>
          {`${line} `}
        </text>
      ))}
      {calls && (
        <text
          class={calls.isMoney ? "calls money" : "calls"}
          x={left}
          y={top + lines.length * TITLE_LINE - 1}
        >
          {`${callWords(calls)} `}
        </text>
      )}
    </g>
  );
}

/** In place of the words, where those would be too small to read. Its size is that of the style, at any scale. */
function Name({ state }: { state: ChartState }) {
  const { key, history, x, y, width, height, kind } = state;
  const isOuter = kind === "compound" || kind === "parallel";
  const lines = history ? ["H"] : isOuter ? [nameOf(state)] : wordsIn(key);
  const left = isOuter ? x + 14 : x + width / 2;
  const top = isOuter ? y : y + height / 2;
  return (
    <text class={isOuter ? "name head" : "name"} x={left} y={top}>
      {lines.map((line, row) => (
        <tspan key={line} x={left} dy={isOuter ? "1.1em" : row > 0 ? "1em" : firstDrop(lines)}>
          {`${line} `}
        </tspan>
      ))}
    </text>
  );
}

/** Centres the lines. */
const firstDrop = (lines: string[]) => `${0.85 - lines.length / 2}em`;

const nameOf = ({ key, history }: ChartState) => (history ? "H" : wordsIn(key).join(" "));
/** "needsHandle" → "needs", "handle". */
const wordsIn = (key: string) => key.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

function Spinner({ x, y }: { x: number; y: number }) {
  return (
    <g class="calling" transform={`translate(${x} ${y})`}>
      <circle r={6} />
      <path d="M0,-6 A6,6 0 0 1 6,0" />
    </g>
  );
}

function Timer({ left, x, y }: { left: string; x: number; y: number }) {
  return (
    <g class="timer" transform={`translate(${x - 30} ${y - 10})`}>
      <rect width={40} height={20} rx={10} />
      <text x={20} y={14}>
        {left}
      </text>
    </g>
  );
}
