import ElkModule from "elkjs/lib/elk.bundled.js";
import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js";
import type { Chart, ChartEdge, ChartState } from "../protocol.ts";
import type { ChartModel } from "./chart-model.ts";
import { DOT, type Group, groupsOf, LABEL_LINE, LABEL_PADDING, toElkInput } from "./elk-input.ts";

/** Positions boxes, lines and labels so that they do not overlap. */
export type Layout = (sketch: ChartModel) => Promise<Chart>;

const SPACING = {
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.spacing.nodeNode": "22",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "10",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "24",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  // More takes longer without a better result.
  "elk.layered.thoroughness": "3",
};

/** The usual aspect ratio of the view, width to height. */
const PANE = 1.25;

export function createLayout(): Layout {
  const elk = new ElkModule.default();
  /** The options that suited a machine at its first layout suit it after an edit. */
  const directions = new Map<string, string>();
  const layOut = async (sketch: ChartModel, direction: string): Promise<Chart> => {
    const groups = groupsOf(sketch);
    const paper = toElkInput(sketch, groups, { ...SPACING, "elk.direction": direction });
    return chartOf(sketch, groups, await elk.layout(paper));
  };
  return async (sketch) => {
    const known = directions.get(sketch.machine);
    if (known !== undefined) return layOut(sketch, known);
    const down = await layOut(sketch, "DOWN");
    const right = await layOut(sketch, "RIGHT");
    const isRight = lengthOf(right) < lengthOf(down);
    directions.set(sketch.machine, isRight ? "RIGHT" : "DOWN");
    return isRight ? right : down;
  };
}

/** The scale at which the whole chart fits. */
function lengthOf({ width, height }: Chart): number {
  return Math.max(width, height * PANE);
}

type Point = { x: number; y: number };

function chartOf(sketch: ChartModel, groups: Map<string, Group>, paper: ElkNode): Chart {
  const boxes = new Map(nodesIn(paper).map((node) => [node.id, node]));
  const lines = new Map(
    nodesIn(paper).flatMap(({ edges = [] }) => edges.map((edge) => [edge.id, edge])),
  );
  const states = sketch.states.map((state): ChartState => {
    const { x = 0, y = 0, width = 0, height = 0 } = boxes.get(state.id) ?? {};
    const start = lines.get(`start ${state.id}`);
    return {
      ...state,
      ...(start && { start: [centreOf(boxes.get(`dot ${state.id}`)), ...pointsOf(start)] }),
      x: round(x),
      y: round(y),
      width: round(width),
      height: round(height),
    };
  });
  const drawn = new Map<string, Pick<ChartEdge, "points" | "labelAt">>();
  for (const [name, group] of groups) {
    const line = lines.get(name);
    if (line) for (const [id, part] of shareOut(group, line)) drawn.set(id, part);
  }
  const edges = sketch.edges.map(
    (edge): ChartEdge => ({ ...edge, ...(drawn.get(edge.id) ?? { points: [] }) }),
  );
  const { width = 0, height = 0 } = paper;
  return { ...sketch, width: round(width), height: round(height), states, edges };
}

/** Each edge of a group has the whole line, and its own rows of the label. */
function shareOut({ edges, isBack }: Group, line: ElkExtendedEdge) {
  const points = isBack ? pointsOf(line).reverse() : pointsOf(line);
  const { x = 0, y = 0, width = 0 } = line.labels?.[0] ?? {};
  return edges.map(({ id }, row): [string, Pick<ChartEdge, "points" | "labelAt">] => {
    const top = y + LABEL_PADDING.y + row * LABEL_LINE;
    const labelAt = { x: round(x), y: round(top), width: round(width), height: LABEL_LINE };
    return [id, { points, labelAt }];
  });
}

function pointsOf({ sections = [] }: ElkExtendedEdge): Point[] {
  return sections
    .flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
    .map(({ x, y }) => ({ x: round(x), y: round(y) }));
}

function centreOf({ x = 0, y = 0 }: ElkNode = { id: "" }): Point {
  return { x: round(x + DOT / 2), y: round(y + DOT / 2) };
}

function nodesIn(node: ElkNode): ElkNode[] {
  return [node, ...(node.children ?? []).flatMap(nodesIn)];
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
