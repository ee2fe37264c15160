import { afterAll, beforeAll, describe, test } from "vitest";
import { faultPoints } from "./fault-points.ts";
import { openWorlds, type Worlds } from "./offer-under-fault.ts";
import { killAt } from "./strikes.ts";

const TIMEOUT_MS = 420_000;

let worlds: Worlds;
beforeAll(async () => {
  worlds = await openWorlds();
});
afterAll(() => worlds.stop());

describe.concurrent("after a kill", () => {
  for (const point of faultPoints)
    test(
      `${point.name}, a fresh server continues, and the books agree`,
      () => killAt(worlds, point),
      TIMEOUT_MS,
    );
});
