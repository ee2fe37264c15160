import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take longest, in turn one that computes and one that waits for leases, timers and servers. What
 * begins late is what a run ends with, alone.
 */
const LONGEST = [
  "playground/edit-flow",
  "journeys/kills",
  "check/rehearse",
  "journeys/every-flow",
  "playground/edit-page",
  "journeys/cuts",
  "check/example",
  "journeys/ops",
  "playground/browser",
  "journeys/language",
  "check/paths",
  "journeys/cluster",
  "playground/page",
  "ops/doctor",
  "build",
  "journeys/releases",
  "check/guide",
  "journeys/slow-request",
  "playground/draw-process",
  "journeys/dev",
  "redis/atomic-state-contention",
  "journeys/workers",
  "edit/edited-types",
  "journeys/cluster-faults",
  "playground/editing",
  "journeys/order",
];

/** The longest files begin first; the others follow by project, so that the files of one share a worker's modules. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return rank < 0 ? LONGEST.length : rank;
}
