import { expect, test } from "vitest";
import type { World } from "../../src/loopback/world.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { fillOffer, reaches, register } from "./walks.ts";

/** What a killed server held is free after its leases. */
const AFTER_LEASES_MS = 180_000;

/** What holds when a server is killed and another one starts, wherever its state is. */
export function restartJourneys({
  world,
  start,
}: {
  world: () => World;
  start: () => Promise<ServerProcess>;
}): void {
  test(
    "a server that is killed in the middle of a form, and restarted, continues with it",
    async () => {
      const member = world().member();
      const first = await start();
      await register(member);
      await member.taps("offer");
      await member.hears(said("offer.amount.ask"));
      await member.says("20");
      await member.hears(said("offer.recipient.ask"));
      await first.kill();

      await start();
      await member.says("bob_bakery");
      await reaches(member, "offer.confirm.ask");
      await member.taps("confirm");
      await member.hears(said("offer.sent"));
      expect(world().offersOf(member.phone)).toHaveLength(1);
    },
    AFTER_LEASES_MS,
  );

  test(
    "a kill during a money call makes one credex, and the member learns the true outcome",
    async () => {
      const member = world().member();
      const first = await start();
      await register(member);
      await fillOffer(member);
      world().credexCore.faults.next({ kind: "answer late", delayMs: 3_000 }, "createCredex");
      await member.taps("confirm");
      await expect.poll(() => world().offersOf(member.phone)).toHaveLength(1);
      await first.kill();

      await start();
      await member.hears(said("offer.unknown"));
      const receipt = await member.hears(said("late.offer.done"));
      const [credex, ...others] = world().offersOf(member.phone);
      expect(others).toEqual([]);
      expect(receipt.text).toContain(credex?.credexID);
    },
    AFTER_LEASES_MS,
  );
}
