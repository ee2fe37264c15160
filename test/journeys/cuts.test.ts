import { afterAll, beforeAll, describe, test } from "vitest";
import { faultPoints } from "./fault-points.ts";
import { openWorlds, type Worlds } from "./offer-under-fault.ts";
import { cutAt, stallAt } from "./strikes.ts";

const TIMEOUT_MS = 240_000;

let worlds: Worlds;
beforeAll(async () => {
  worlds = await openWorlds();
});
afterAll(() => worlds.stop());

describe.concurrent("after a cut", () => {
  for (const point of faultPoints)
    test(
      `${point.name}, the same server continues, and the books agree`,
      () => cutAt(worlds, point),
      TIMEOUT_MS,
    );
});

describe.concurrent("after a stall", () => {
  for (const point of faultPoints)
    if (point.stalled)
      test(
        `${point.name}, the same server continues, and the books agree`,
        () => stallAt(worlds, point),
        TIMEOUT_MS,
      );
});
