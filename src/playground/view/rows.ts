import type { ChartEdge } from "../protocol.ts";

/** Whether an edge shares its line with another one whose row is above. */
export function isFollowing({ source, target, labelAt }: ChartEdge, edges: ChartEdge[]): boolean {
  return edges.some(
    (other) =>
      other.source === source &&
      other.target === target &&
      labelAt !== undefined &&
      other.labelAt !== undefined &&
      other.labelAt.y < labelAt.y,
  );
}
