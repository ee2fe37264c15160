import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTurnstile } from "../support/turnstile.ts";
import { faultPoints } from "./fault-points.ts";
import {
  compare,
  doubtfulReplies,
  openWorlds,
  strikeAt,
  type Worlds,
} from "./offer-under-fault.ts";

/** How many come as far as their kill at once: that is work. What follows is waiting for leases, all at once. */
const turnstile = createTurnstile(4);
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
      async () => {
        await worlds.run(async (world) => {
          let doubtful: string[] = [];
          const struck = await turnstile.pass(async () => {
            const server = await world.startProcess();
            const found = await strikeAt(world, point, async (member) => {
              await server.kill();
              doubtful = await doubtfulReplies(world, member);
              return "cut";
            });
            await world.startProcess();
            return found;
          });
          const twice = await compare(world, struck, point.killed);
          for (const token of twice) expect(doubtful).toContain(token);
        });
      },
      TIMEOUT_MS,
    );
});
