import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WireName } from "../support/fault-world.ts";
import type { Trap } from "../support/trap.ts";
import { createTurnstile } from "../support/turnstile.ts";
import { type Ending, type FaultPoint, faultPoints } from "./fault-points.ts";
import { compare, openWorlds, strikeAt, type Worlds } from "./offer-under-fault.ts";

const turnstile = createTurnstile(6);
const TIMEOUT_MS = 240_000;
/** Longer than the server waits for an answer. */
const STALL_MS: { [name in WireName]: number } = {
  redis: 1_500,
  credex: 6_000,
  whatsapp: 11_000,
};

let worlds: Worlds;
beforeAll(async () => {
  worlds = await openWorlds();
});
afterAll(() => worlds.stop());

describe.concurrent("after a cut", () => {
  for (const point of faultPoints)
    test(
      `${point.name}, the same server continues, and the books agree`,
      async () => {
        await suffer(point, point.cut, async () => "cut");
      },
      TIMEOUT_MS,
    );
});

describe.concurrent("after a stall", () => {
  for (const point of faultPoints)
    if (point.stalled)
      test(
        `${point.name}, the same server continues, and the books agree`,
        async () => {
          await suffer(point, point.stalled ?? [], async () => {
            await sleep(STALL_MS[point.wire]);
            return "pass";
          });
        },
        TIMEOUT_MS,
      );
});

async function suffer(
  point: FaultPoint,
  endings: readonly Ending[],
  strike: Trap["strike"],
): Promise<void> {
  await worlds.run(async (world) => {
    const struck = await turnstile.pass(async () => {
      await world.open({ env: world.wired });
      return strikeAt(world, point, strike);
    });
    // A send that was cut after it arrived is settled by the report of it.
    expect(await compare(world, struck, endings)).toEqual([]);
  });
}
