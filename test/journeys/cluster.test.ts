import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { type RedisCluster, startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { runOps } from "../support/ops.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { restartJourneys } from "./restarts.ts";
import { fillOffer, register } from "./walks.ts";

let cluster: RedisCluster;
let world: World;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  await cluster.flush();
  world = await openWorld(ownDatabase(), { redelivers: true });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  await world.close();
});

restartJourneys({ world: () => world, start: () => start() });

test("an operator pauses money calls in every partition, sees a member's state, and forgets the member", async () => {
  await world.open({ env: { REDIS_STATE_URL: cluster.url } });
  const member = world.member();
  await register(member);
  const ops = (...args: string[]) => runOps(cluster.url, ...args);
  await ops("pause");
  expect(await ops("state")).toContain("money calls: paused since");
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears(said("offer.paused"));
  await ops("resume");
  expect(await ops("why", member.phone)).toContain("The session is in");
  expect(await ops("timeline", member.phone)).toContain("reply");
  await ops("forget", member.phone);
  await expect(ops("timeline", member.phone)).rejects.toThrow("Nobody with this number");
});

test.each(["{contacts}", "{p0}"])(
  "a primary that dies, the one of %s, is replaced by its replica, and the form continues",
  async (tag) => {
    const own = await startRedisCluster();
    onTestFinished(own.stop);
    await start(own, { COMMIT_WAIT_REPLICAS: "1" });
    const member = world.member();
    await register(member);
    await fillOffer(member);
    const confirm = member.choice("confirm");
    await world.cloudApi.idle();
    const owner = await own.ownerOf(tag);
    await owner.kill();

    await member.tapsOld(confirm);
    await member.hears(said("offer.sent"));
    expect(world.offersOf(member.phone)).toHaveLength(1);
  },
);

async function start({ url } = cluster, settings = {}): Promise<ServerProcess> {
  const server = await startServer({ ...world.env, REDIS_STATE_URL: url, ...settings });
  servers.push(server);
  return server;
}
