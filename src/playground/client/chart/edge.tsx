import type { ChartEdge } from "../../protocol.ts";
import { pathOf } from "../../view/path.ts";
import { isFollowing } from "../../view/rows.ts";
import { editState, isEditable } from "../edit/subject.ts";
import { areNumbersShown, figuresOfEdge, trafficOf } from "../numbers/numbers.ts";
import { beginDrag } from "../retarget/drag.ts";
import { selectedState, step } from "../state/view.ts";
import { chart, possibleEdges, takenEdges } from "./highlights.ts";

type EdgeState = "taken" | "possible" | "flow" | "loss" | "";

const stateOf = ({ id }: ChartEdge): EdgeState => {
  if (areNumbersShown.value) return trafficStateOf(id);
  if (takenEdges.value.has(id)) return "taken";
  return possibleEdges.value.has(id) ? "possible" : "";
};

function trafficStateOf(id: string): EdgeState {
  const found = figuresOfEdge(id);
  if (found.length === 0) return "";
  return found.some((edge) => edge?.isLeaving) ? "loss" : "flow";
}

/** The widths of the lines with the least and with the most traffic, in pixels at zoom 1. */
const WIDTHS = [1.25, 7] as const;

function widthOf({ id }: ChartEdge): { strokeWidth: string } | undefined {
  if (!areNumbersShown.value) return undefined;
  const [least, most] = WIDTHS;
  return { strokeWidth: `${least + (most - least) * trafficOf(id)}px` };
}

export function EdgeLine({ edge }: { edge: ChartEdge }) {
  const state = stateOf(edge);
  const d = pathOf(edge.points);
  return (
    <g class={`edge ${edge.kind} ${state}`} data-edge={edge.id}>
      <path class="line" d={d} style={widthOf(edge)} marker-end={`url(#tip-${state})`} />
      {/* Drawn anew at each step, and so runs again. */}
      {state === "taken" && <path key={step.value?.number} class="run" d={d} pathLength={1} />}
    </g>
  );
}

/** One row: what happens, and the condition behind it. */
export function EdgeLabel({ edge }: { edge: ChartEdge }) {
  if (!edge.labelAt) return null;
  const { happening, condition, source } = edge;
  const { x, y, width, height } = edge.labelAt;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard, a state opens its transitions
    <g
      class={`edge-label ${edge.kind} ${stateOf(edge)} ${isEditable.value ? "is-editable" : ""}`}
      data-grip={isEditable.value || undefined}
      onClick={() => isEditable.value && editState(edge.source, edge.id)}
      onPointerDown={(event) =>
        isEditable.value &&
        beginDrag(event, { words: edge.label, source, event: edge.event, edges: [edge] })
      }
    >
      <rect x={x} y={y} width={width} height={height} rx={5} />
      {isFollowing(edge, chart.value?.edges ?? []) && (
        <path class="rule" d={`M${x + 6},${y}h${width - 12}`} />
      )}
      <text x={x + width / 2} y={y + 11}>
        {happening}
        {condition && (
          <tspan class="condition" dx={4}>
            {condition}
          </tspan>
        )}
      </text>
    </g>
  );
}

/** The end of a line: dragged to another state, all its transitions enter that one. By keyboard, a state has a form. */
export function EdgeEnd({ edge }: { edge: ChartEdge }) {
  const tip = edge.points.at(-1);
  const all = chart.value?.edges ?? [];
  if (!tip || !isEditable.value || isFollowing(edge, all)) return null;
  const { source, target, event } = edge;
  const edges = all.filter((other) => other.source === source && other.target === target);
  return (
    <circle
      class="edge-end"
      data-grip
      data-edge={edge.id}
      data-shown={selectedState.value === source}
      cx={tip.x}
      cy={tip.y}
      r={8}
      onPointerDown={(press) =>
        beginDrag(press, {
          words: edges.map(({ label }) => label).join("; "),
          source,
          event,
          edges,
        })
      }
    />
  );
}
