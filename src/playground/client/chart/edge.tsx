import type { ChartEdge } from "../../protocol.ts";
import { editState, isEditable } from "../edit/subject.ts";
import { step } from "../state/view.ts";
import { possibleEdges, takenEdges } from "./highlights.ts";
import { pathOf } from "./path.ts";

const LABEL_LINE = 14;

const stateOf = ({ id }: ChartEdge): "taken" | "possible" | "" => {
  if (takenEdges.value.has(id)) return "taken";
  return possibleEdges.value.has(id) ? "possible" : "";
};

export function EdgeLine({ edge }: { edge: ChartEdge }) {
  const state = stateOf(edge);
  const d = pathOf(edge.points);
  return (
    <g class={`edge ${edge.kind} ${state}`} data-edge={edge.id}>
      <path class="line" d={d} marker-end={`url(#tip-${state})`} />
      {/* Drawn anew at each step, and so runs again. */}
      {state === "taken" && <path key={step.value?.number} class="run" d={d} pathLength={1} />}
    </g>
  );
}

export function EdgeLabel({ edge }: { edge: ChartEdge }) {
  if (!edge.labelAt) return null;
  const { x, y, width, height } = edge.labelAt;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard, a state opens its transitions
    <g
      class={`edge-label ${edge.kind} ${stateOf(edge)} ${isEditable.value ? "is-editable" : ""}`}
      onClick={() => isEditable.value && editState(edge.source, edge.id)}
    >
      <rect x={x} y={y - 1} width={width} height={height + 2} rx={5} />
      {edge.lines.map((line, row) => (
        <text key={line} x={x + width / 2} y={y + 11 + row * LABEL_LINE}>
          {line}
        </text>
      ))}
    </g>
  );
}
