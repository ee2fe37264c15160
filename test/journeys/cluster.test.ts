import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type RedisCluster, startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { register } from "./walks.ts";

let cluster: RedisCluster;
let world: World;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  await world.close();
});

test("a server that is killed in the middle of a form, and restarted, continues with it", async () => {
  const member = world.member();
  const first = await start();
  await register(member);
  await member.taps("offer");
  await member.hears("How much");
  await member.says("20");
  await member.hears("Who is it for?");
  await first.kill();

  await start();
  await member.says("bob_bakery");
  await member.hears("Shall I send this offer?");
  await member.taps("confirm");
  await member.hears("Offer sent");
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

async function start(): Promise<ServerProcess> {
  const server = await startServer({ ...world.env, REDIS_STATE_URL: cluster.url });
  servers.push(server);
  return server;
}
