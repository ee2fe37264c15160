import type { ChartEdge } from "../../src/playground/protocol.ts";

interface Point {
  x: number;
  y: number;
}

interface Box extends Point {
  width: number;
  height: number;
}

/** The ids of those that lie upon each other; of pairs of interest only. */
export function overlapping<One extends Box & { id: string }, Other extends Box & { id: string }>(
  ones: One[],
  others: Other[],
  isOfInterest: (one: One, other: Other) => boolean = () => true,
): string[] {
  return ones.flatMap((one) =>
    others
      .filter(
        (other) => other.id !== one.id && isOfInterest(one, other) && lieUponEachOther(one, other),
      )
      .map((other) => `${one.id} and ${other.id}`),
  );
}

/** The lines that run under a label of another line. */
export function crossing(edges: ChartEdge[]): string[] {
  return edges.flatMap(({ id, points, source, target }) =>
    edges
      .filter((other) => other.source !== source || other.target !== target)
      .filter(({ labelAt }) => labelAt && runsUnder(points, labelAt))
      .map((other) => `${id} under ${other.id}`),
  );
}

export function isWithin(one: Box, outer: Box): boolean {
  return (
    one.x >= outer.x &&
    one.y >= outer.y &&
    one.x + one.width <= outer.x + outer.width &&
    one.y + one.height <= outer.y + outer.height
  );
}

/** On the border of a box, or a hair beside it. */
export function isAt({ x, y }: Point, box: Box): boolean {
  return lieUponEachOther({ x: x - 1, y: y - 1, width: 2, height: 2 }, box);
}

function runsUnder(points: Point[], box: Box): boolean {
  return points.some((to, index) => {
    const from = points[index - 1] ?? to;
    const x = Math.min(from.x, to.x);
    const y = Math.min(from.y, to.y);
    const line = { x, y, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
    return lieUponEachOther(line, box);
  });
}

function lieUponEachOther(one: Box, other: Box): boolean {
  return (
    one.x + one.width > other.x &&
    other.x + other.width > one.x &&
    one.y + one.height > other.y &&
    other.y + other.height > one.y
  );
}
