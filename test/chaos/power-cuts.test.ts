import { Redis } from "ioredis";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectPowerCuts } from "../../scripts/chaos/power-cuts.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";

test("a power cut takes what was not synced, and a kill alone nothing that was written", async () => {
  const server = await startRedis("--appendonly", "yes", "--appendfsync", "everysec");
  const redis = new Redis(server.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on("error", () => {});
  onTestFinished(async () => {
    redis.disconnect();
    await server.stop();
  });
  const power = await connectPowerCuts(server.url);
  await redis.set("early", "1");
  power.sync();
  await redis.set("late", "1");
  await untilWritten(redis);

  await server.kill();
  await server.restart();
  expect(await redis.mget("early", "late")).toEqual(["1", "1"]);
  await server.kill();
  power.cut();
  await server.restart();
  expect(await redis.mget("early", "late")).toEqual(["1", null]);
});

/** While an fsync is slow, Redis holds back what it has acknowledged, and a kill takes that too. */
async function untilWritten(redis: Redis): Promise<void> {
  await vi.waitFor(
    async () => expect(await redis.info("persistence")).toContain("aof_buffer_length:0\r\n"),
    60_000,
  );
}
