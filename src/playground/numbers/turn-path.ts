import type { ChartModel } from "../chart/chart-model.ts";
import {
  type ChartGraph,
  edgesFrom,
  follow,
  type ModelEdge,
  type ModelState,
  movesFrom,
  type Stack,
  stackOf,
  statesIn,
  toGraph,
} from "./chart-graph.ts";

/** A turn as it is counted: the stage before, the event, and the stage after. */
export interface CountedTurn {
  from: string;
  way: string;
  to: string;
}

/** What a turn took of the charts. */
export interface TurnPath {
  /** Ids of edges, in order. */
  edges: string[];
  /** Ids of the states that it entered and left again. */
  passed: string[];
}

export interface TurnPaths {
  /** Ids of the states that are active in a stage, without their parents: one for each machine. */
  statesOf(stage: string): Stack;
  /** `undefined` where the charts have no such way, as for a turn of another release. */
  of(turn: CountedTurn): TurnPath | undefined;
}

/** A turn takes one edge for its event, and then those that need no event: bounds how many those are. */
const MAX_MOVES = 12;

/**
 * Finds the edges that counted turns took. A count has stages and an event, and no edges; where several ways join
 * the stages, it is the shortest one, and of those the one with the fewest conditions.
 */
export function createTurnPaths(charts: readonly ChartModel[]): TurnPaths {
  const graph = toGraph(charts);
  const known = new Map<string, TurnPath | undefined>();
  return {
    statesOf: (stage) => statesIn(graph, stage),
    of(turn) {
      const key = `${turn.from} ${turn.way} ${turn.to}`;
      if (!known.has(key)) known.set(key, find(graph, turn));
      return known.get(key);
    },
  };
}

function find(graph: ChartGraph, { from, way, to }: CountedTurn): TurnPath | undefined {
  const [before, goal] = [stackOf(graph, from), stackOf(graph, to)];
  if (!before || !goal) return undefined;
  for (const level of [...before.keys()].reverse()) {
    const edges = edgesFrom(graph, before[level]).filter((edge) =>
      takes(edge, way, graph.states.get(edge.source)),
    );
    // The inner states come first, and their edges are tried first.
    for (const source of new Set(edges.map((edge) => edge.source))) {
      const own = edges.filter((edge) => edge.source === source);
      const begun = own.map((edge) => toReached(edge, follow(graph, before, level, edge)));
      const path = search(graph, begun, goal);
      if (path) return path;
    }
  }
  return undefined;
}

interface Reached extends TurnPath {
  stack: Stack;
  /** How many of the edges have a condition. */
  guards: number;
}

function toReached({ id, guard }: ModelEdge, stack: Stack): Reached {
  return { stack, edges: [id], passed: [], guards: Number(guard !== undefined) };
}

/** Whether a counted event takes an edge. A count knows that a call was answered, and not which call it was. */
function takes({ kind, event }: ModelEdge, way: string, source: ModelState | undefined): boolean {
  if (way === "timer") return kind === "after";
  if (!way.startsWith("call.")) return event === way;
  if (event === "call.late") return true;
  const isCall = source?.calls !== undefined && !source.calls.isForm;
  return isCall && kind === (way === "call.done" ? "done" : "error");
}

/** Breadth first, so that the shortest path is found. */
function search(graph: ChartGraph, begun: Reached[], goal: Stack): TurnPath | undefined {
  const seen = new Set<string>();
  let reached = begun;
  for (let moves = 0; moves <= MAX_MOVES && reached.length > 0; moves++) {
    const [arrived] = reached
      .filter(({ stack }) => isSame(stack, goal))
      .sort((one, other) => one.guards - other.guards);
    if (arrived) return { edges: arrived.edges, passed: arrived.passed };
    const fresh = reached.filter(({ stack }) => !seen.has(stack.join(" ")));
    for (const { stack } of fresh) seen.add(stack.join(" "));
    reached = fresh.flatMap((at) =>
      movesFrom(graph, at.stack).map(({ edge, stack }) =>
        edge
          ? {
              stack,
              edges: [...at.edges, edge.id],
              passed: [...at.passed, ...at.stack.slice(-1)],
              guards: at.guards + Number(edge.guard !== undefined),
            }
          : { ...at, stack },
      ),
    );
  }
  return undefined;
}

function isSame(one: Stack, other: Stack): boolean {
  return one.length === other.length && one.every((id, level) => id === other[level]);
}
