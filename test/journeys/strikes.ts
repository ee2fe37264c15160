import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { WireName } from "../support/fault-world.ts";
import type { Trap } from "../support/trap.ts";
import { createTurnstile } from "../support/turnstile.ts";
import type { Ending, FaultPoint } from "./fault-points.ts";
import { compare, doubtfulReplies, strikeAt, type Worlds } from "./offer-under-fault.ts";

/** A kill, a cut or a stall at a fault point, and what must hold after it. */

/** How many come as far as their fault at once: that is work. What follows is waiting for leases, all at once. */
const killing = createTurnstile(4);
const cutting = createTurnstile(6);

/** Longer than the server waits for an answer. */
const STALL_MS: { [name in WireName]: number } = {
  redis: 1_500,
  credex: 6_000,
  whatsapp: 11_000,
};

/** Kills the server there, and starts another. */
export async function killAt(worlds: Worlds, point: FaultPoint): Promise<void> {
  await worlds.run(async (world) => {
    let doubtful: string[] = [];
    const struck = await killing.pass(async () => {
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
}

/** Cuts the connection there; the same server continues. */
export async function cutAt(worlds: Worlds, point: FaultPoint): Promise<void> {
  await suffer(worlds, point, { endings: point.cut, strike: async () => "cut" });
}

/** Holds the connection back there, for longer than the server waits. */
export async function stallAt(worlds: Worlds, point: FaultPoint): Promise<void> {
  const strike: Trap["strike"] = async () => {
    await sleep(STALL_MS[point.wire]);
    return "pass";
  };
  await suffer(worlds, point, { endings: point.stalled ?? [], strike });
}

async function suffer(
  worlds: Worlds,
  point: FaultPoint,
  { endings, strike }: { endings: readonly Ending[]; strike: Trap["strike"] },
): Promise<void> {
  await worlds.run(async (world) => {
    const struck = await cutting.pass(async () => {
      await world.open({ env: world.wired });
      return strikeAt(world, point, strike);
    });
    // A send that was cut after it arrived is settled by the report of it.
    expect(await compare(world, struck, endings)).toEqual([]);
  });
}
