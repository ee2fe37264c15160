import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Member } from "../../src/loopback/member.ts";
import { type RedisCluster, startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { runOps, runOpsWith } from "../support/ops.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { fillOffer, reaches, register } from "./walks.ts";

const url = ownDatabase();
let cluster: RedisCluster;
let world: World;
let server: ServerProcess;
beforeAll(async () => {
  cluster = await startRedisCluster({ withReplicas: false });
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  world = await openWorld(url, { redelivers: true });
  server = await startServer(world.env);
});
afterEach(async () => {
  await server.kill();
  await world.close();
});

test("a single Redis moves to a cluster, and every conversation continues where it was", async () => {
  const filling = await registered();
  const handle = {
    ...{ from: filling.phone, id: "wamid.handle", at: Date.now() },
    content: { kind: "text", text: "bob_bakery" } as const,
  };
  await filling.says("stop");
  await filling.taps("offer");
  await filling.hears(said("offer.amount.ask"));
  await filling.says("20");
  await filling.hears(said("offer.recipient.ask"));
  await world.cloudApi.write(handle);
  await reaches(filling, "offer.confirm.ask");

  const refused = await registered();
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026 });
  await refused.says("help");
  await world.idle();
  await world.redis.rpush(
    "parked",
    JSON.stringify({ conversationId: "c.1", at: Date.now(), cause: "E" }),
  );

  const waiting = await registered();
  const paying = await registered();
  await fillOffer(paying, "35");
  await world.idle();
  world.cloudApi.fail({ kind: "error", httpStatus: 429, code: 130429, retryAfterSeconds: 5 });
  await waiting.says("help");
  await expect
    .poll(() => world.redis.hvals("leases"))
    .toContainEqual(expect.stringMatching(/^retry /));
  world.credexCore.faults.next({ kind: "answer late", delayMs: 3_000 }, "createCredex");
  await paying.taps("confirm");
  await expect.poll(() => world.offersOf(paying.phone)).toHaveLength(1);

  await expect(migrate()).rejects.toThrow("A server is connected");
  await server.kill();
  // Redis notices it a moment later.
  await expect.poll(() => migrate("--dry-run").catch(String)).toContain("(1 of money)");
  expect(await migrate()).toContain("(1 of money)");
  expect(await world.redis.keys("*")).toEqual([]);
  server = await startServer({ ...world.env, REDIS_STATE_URL: cluster.url });

  // The call had left: it is reconciled, and not made again.
  await paying.hears(said("offer.unknown"));
  const receipt = await paying.hears(said("late.offer.done"));
  const [credex, ...others] = world.offersOf(paying.phone);
  expect(others).toEqual([]);
  expect(receipt.text).toContain(credex?.credexID);
  await waiting.hears(said("help"));
  // The message was processed before the move.
  expect(await world.cloudApi.write(handle)).toBe(200);
  await filling.taps("confirm");
  await filling.hears(said("offer.sent"));
  expect(world.offersOf(filling.phone)).toHaveLength(1);

  const ops = (...args: string[]) => runOps(cluster.url, ...args);
  expect(await ops("state")).toMatch(/dead letters: 1\nparked events: 1/);
  expect(await ops("dead", "list")).toContain("131026");
  expect(await ops("why", filling.phone)).toContain("STOP");
  expect(await ops("timeline", refused.phone)).toContain("help");
  expect(await ops("log")).toContain("migrate to another Redis");
});

async function registered(): Promise<Member> {
  const member = world.member();
  await register(member);
  return member;
}

function migrate(...options: string[]): Promise<string> {
  const settings = { REDIS_STATE_URL: url, REDIS_TARGET_URL: cluster.url };
  return runOpsWith(settings, "migrate", ...options);
}
