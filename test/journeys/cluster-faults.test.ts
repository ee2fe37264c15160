import { afterAll, beforeAll, describe, test } from "vitest";
import { clusterFaultPoints } from "./fault-points.ts";
import { openWorlds, type Worlds } from "./offer-under-fault.ts";
import { cutAt, killAt, stallAt } from "./strikes.ts";

/** The faults of `kills` and `cuts` with the state on a cluster: `CLUSTER_FAULT_POINTS=all` strikes at every step. */

const TIMEOUT_MS = 420_000;

let worlds: Worlds;
beforeAll(async () => {
  worlds = await openWorlds({ onCluster: true });
});
afterAll(() => worlds.stop());

describe.concurrent("on a cluster", () => {
  for (const point of clusterFaultPoints) {
    test(`after a kill ${point.name}`, () => killAt(worlds, point), TIMEOUT_MS);
    test(`after a cut ${point.name}`, () => cutAt(worlds, point), TIMEOUT_MS);
    if (point.stalled)
      test(`after a stall ${point.name}`, () => stallAt(worlds, point), TIMEOUT_MS);
  }
});
