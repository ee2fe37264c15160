import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import { openWorld, type World } from "../support/world.ts";
import { fillOffer, register } from "./walks.ts";

let redis: RedisServer;
let world: World;
beforeEach(async () => {
  redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
  world = await openWorld(redis.url);
});
afterEach(async () => {
  await world.close();
  await redis.stop();
});

test("while Redis is away webhooks get 503 and nothing is half done; then all goes on by itself", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await world.idle();
  const before = await world.dump();

  await redis.kill();
  const confirm = member.choice("Send offer");
  expect(await member.tapsOld(confirm)).toBe(503);
  const ready = await fetch(`${world.serverUrl}/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: "Redis does not answer" });

  await redis.restart();
  await vi.waitUntil(async () => (await fetch(`${world.serverUrl}/ready`)).ok, { timeout: 20_000 });
  expect(await world.dump()).toEqual(before);
  expect(world.offersOf(member.phone)).toEqual([]);
  expect(await member.tapsOld(confirm)).toBe(200);
  await member.hears("Offer sent");
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("while credex-core is away the member is told, and the form can go on later", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  world.sandbox.faults.untilReset({ kind: "error", applied: false });
  await member.taps("Send offer");
  await member.hears("was *not* sent");
  expect(world.offersOf(member.phone)).toEqual([]);
  world.sandbox.faults.reset();
  await member.taps("Try again");
  await member.hears("Offer sent");
  expect(world.offersOf(member.phone)).toHaveLength(1);
});
