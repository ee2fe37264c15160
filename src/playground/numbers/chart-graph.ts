import type { ChartModel } from "../chart/chart-model.ts";

export type ModelState = ChartModel["states"][number];
export type ModelEdge = ChartModel["edges"][number];

/** The charts as one graph: a form is a part of the state that opens it. */
export interface ChartGraph {
  states: ReadonlyMap<string, ModelState>;
  /** By their source. */
  edges: ReadonlyMap<string, ModelEdge[]>;
  /** The initial state of a state with inner ones. */
  initial: ReadonlyMap<string, string>;
  /** The machine that opens the forms. */
  root: string;
}

/** The active states without their parents, one for each machine, the root machine's first. */
export type Stack = readonly string[];

/** A move of the machines that needs no event: along an edge, or into a form. */
export interface Move {
  edge?: ModelEdge;
  stack: Stack;
}

export function toGraph(charts: readonly ChartModel[]): ChartGraph {
  const all = charts.flatMap(({ states }) => states);
  const edges = new Map<string, ModelEdge[]>();
  for (const edge of charts.flatMap((chart) => chart.edges))
    edges.set(edge.source, [...(edges.get(edge.source) ?? []), edge]);
  const initial = all.flatMap(({ id, parent, isInitial }) =>
    isInitial && parent !== undefined ? [[parent, id] as const] : [],
  );
  return {
    states: new Map(all.map((state) => [state.id, state])),
    edges,
    initial: new Map(initial),
    root: charts[0]?.machine ?? "",
  };
}

/** The states of a stage such as "ready.offer/filling.amount", as far as the charts have them; none before a session. */
export function statesIn({ states, root }: ChartGraph, stage: string): string[] {
  if (stage === "") return [];
  const stack: string[] = [];
  let machine: string | undefined = root;
  for (const part of stage.split("/")) {
    const id: string = `${machine}:${part}`;
    if (!states.has(id)) return stack;
    stack.push(id);
    machine = formIn(states, id);
  }
  return stack;
}

/** All states of a stage, "" before a session begins; `undefined` if the charts lack one of them. */
export function stackOf(graph: ChartGraph, stage: string): Stack | undefined {
  if (stage === "") return [innermost(graph, `${graph.root}:`)];
  const stack = statesIn(graph, stage);
  return stack.length === stage.split("/").length ? stack : undefined;
}

/** The edges of a state and of its parents, the inner ones first. */
export function edgesFrom(graph: ChartGraph, id: string | undefined): ModelEdge[] {
  return upwards(graph.states, id).flatMap((state) => graph.edges.get(state.id) ?? []);
}

/** The stack after an edge of the machine at this level. */
export function follow(graph: ChartGraph, stack: Stack, level: number, { target }: ModelEdge) {
  if (target === undefined) return stack;
  const outer = stack.slice(0, level);
  const state = graph.states.get(target);
  if (!state?.history) return [...outer, innermost(graph, target)];
  const before = stack[level] ?? "";
  const isInside = upwards(graph.states, before).some(({ id }) => id === state.parent);
  return [...outer, isInside ? before : innermost(graph, state.parent ?? "")];
}

/** What the innermost machine can do without an event, in the order in which it tries. */
export function movesFrom(graph: ChartGraph, stack: Stack): Move[] {
  const level = stack.length - 1;
  const here = stack[level] ?? "";
  const form = formIn(graph.states, here);
  const state = graph.states.get(here);
  return [
    ...edgesFrom(graph, here)
      .filter(({ kind }) => kind === "always")
      .map((edge) => ({ edge, stack: follow(graph, stack, level, edge) })),
    ...(form === undefined ? [] : [{ stack: [...stack, innermost(graph, `${form}:`)] }]),
    ...(state?.kind === "final" ? movesAfterEnd(graph, stack, state) : []),
  ];
}

/** After the end of a machine, the edges of the state that opened it; after an inner end, those of its parent. */
function movesAfterEnd(graph: ChartGraph, stack: Stack, { id, parent = "" }: ModelState): Move[] {
  const isOver = graph.states.get(parent)?.parent === undefined;
  const level = isOver ? stack.length - 2 : stack.length - 1;
  const event = isOver ? `done.${id.slice(0, id.indexOf(":"))}` : "done";
  return edgesFrom(graph, isOver ? stack[level] : parent)
    .filter((edge) => edge.event === event)
    .map((edge) => ({ edge, stack: follow(graph, stack, level, edge) }));
}

/** The state and its parents, outwards. */
function upwards(states: ChartGraph["states"], id: string | undefined): ModelState[] {
  const found: ModelState[] = [];
  for (let state = states.get(id ?? ""); state; state = states.get(state.parent ?? ""))
    found.push(state);
  return found;
}

/** The machine that a state, or one of its parents, opens. */
function formIn(states: ChartGraph["states"], id: string): string | undefined {
  return upwards(states, id).find(({ calls }) => calls?.isForm)?.calls?.name;
}

function innermost(graph: ChartGraph, id: string): string {
  const inner = graph.initial.get(id);
  return inner === undefined ? id : innermost(graph, inner);
}
