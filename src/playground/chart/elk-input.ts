import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js";
import type { ChartModel } from "./chart-model.ts";
import { LABEL_SIZE, TITLE_SIZE, widthOf } from "./text-metrics.ts";

/* The input of elkjs for a chart: boxes and labels with their sizes, and the edges between them. */

const TITLE_LINE = 17;
/** The row of one edge in the label of a line. */
export const LABEL_LINE = 15;
const BOX_PADDING = { x: 14, y: 10 };
export const LABEL_PADDING = { x: 6, y: 3 };
export const DOT = 10;
const HEAD = 30;

const PAPER = {
  "elk.algorithm": "layered",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.padding": "[top=8,left=8,bottom=8,right=8]",
};

/** Edges of the same source and target, which share a line. */
export interface Group {
  source: string;
  target: string;
  edges: ChartModel["edges"];
  /** Edges against the order of the file are reversed for the layout, so that the file's order runs down the page. */
  isBack: boolean;
}

export function groupsOf({ edges, states }: ChartModel): Map<string, Group> {
  const order = new Map(states.map(({ id }, index) => [id, index]));
  const groups = new Map<string, Group>();
  for (const edge of edges) {
    const { source, target } = edge;
    if (target === undefined) continue;
    const name = `${source} → ${target}`;
    const group = groups.get(name) ?? {
      source,
      target,
      edges: [],
      isBack: (order.get(source) ?? 0) > (order.get(target) ?? 0),
    };
    group.edges.push(edge);
    groups.set(name, group);
  }
  return groups;
}

type Options = { [name: string]: string };

export function toElkInput(
  sketch: ChartModel,
  groups: Map<string, Group>,
  options: Options,
): ElkNode {
  const below = (parent: string | undefined): ElkNode[] =>
    sketch.states
      .filter((state) => state.parent === parent)
      .map((state) => boxOf(state, [...dotsIn(sketch, state.id), ...below(state.id)], options));
  const starts = sketch.states
    .filter(({ isInitial }) => isInitial)
    .map(({ id }) => ({ id: `start ${id}`, sources: [`dot ${id}`], targets: [id] }));
  const lines = [...groups].map(
    ([id, { source, target, edges, isBack }]): ElkExtendedEdge => ({
      id,
      sources: [isBack ? target : source],
      targets: [isBack ? source : target],
      labels: [
        {
          text: id,
          ...sizeOf(edges),
          layoutOptions: { "elk.edgeLabels.inline": "true", "elk.edgeLabels.placement": "CENTER" },
        },
      ],
    }),
  );
  return {
    id: "paper",
    layoutOptions: { ...PAPER, ...options },
    children: below(undefined),
    edges: [...starts, ...lines],
  };
}

function dotsIn({ states }: ChartModel, parent: string): ElkNode[] {
  return states
    .filter((state) => state.isInitial && state.parent === parent)
    .map(({ id }) => ({
      id: `dot ${id}`,
      width: DOT,
      height: DOT,
      layoutOptions: { "elk.layered.layering.layerConstraint": "FIRST" },
    }));
}

function boxOf(
  state: ChartModel["states"][number],
  children: ElkNode[],
  options: Options,
): ElkNode {
  const { id, lines, calls, kind } = state;
  const called = calls ? widthOf(calls.name, LABEL_SIZE) + 18 : 0;
  const width = Math.ceil(
    Math.max(...lines.map((line) => widthOf(line, TITLE_SIZE)), called, 24) + 2 * BOX_PADDING.x,
  );
  if (children.length > 0)
    return {
      id,
      children,
      layoutOptions: {
        ...options,
        "elk.padding": `[top=${HEAD + 12},left=14,bottom=14,right=14]`,
        "elk.nodeSize.constraints": "MINIMUM_SIZE",
        "elk.nodeSize.minimum": `(${width},${HEAD})`,
      },
    };
  const rows = lines.length * TITLE_LINE + (calls ? TITLE_LINE : 0);
  const border = kind === "final" ? 4 : 0;
  return { id, width: width + border, height: rows + 2 * BOX_PADDING.y + border };
}

function sizeOf(edges: ChartModel["edges"]): { width: number; height: number } {
  const widths = edges.map(({ happening, condition }) =>
    widthOf([happening, condition].filter(Boolean).join(" "), LABEL_SIZE),
  );
  return {
    width: Math.ceil(Math.max(...widths) + 2 * LABEL_PADDING.x),
    height: edges.length * LABEL_LINE + 2 * LABEL_PADDING.y,
  };
}
