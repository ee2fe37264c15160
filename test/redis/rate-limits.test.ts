import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createRateLimiter } from "../../src/redis/rate-limits.ts";
import { floodsContract } from "../contract/rate-limits.ts";
import { ownDatabase } from "../support/database.ts";

const redis = connect(ownDatabase());
const other = connect(ownDatabase());

beforeAll(async () => {
  await Promise.all([ready(redis, 5_000), ready(other, 5_000)]);
});
beforeEach(() => redis.flushdb());
afterAll(() => {
  redis.disconnect();
  other.disconnect();
});

describe("floods in Redis", () =>
  floodsContract(async (perMinute) => createRateLimiter({ redis, perMinute })));

test("answers one of 100 messages that reach 2 processes at once", async () => {
  const rivals = [redis, other].map((redis) => createRateLimiter({ redis, perMinute: 5 }));
  const counted = await Promise.all(
    Array.from({ length: 100 }, (_, index) => rivals[index % 2]?.count("1")),
  );
  expect(counted.filter((one) => one === "ok")).toHaveLength(5);
  expect(counted.filter((one) => one === "first over limit")).toHaveLength(1);
});

test("after the answered message all are ignored for a minute, without asking Redis", async () => {
  const floods = createRateLimiter({ redis, perMinute: 1 });
  await floods.count("1");
  await redis.expire("flood:1", 5);
  expect(await floods.count("1")).toBe("first over limit");
  expect(await redis.ttl("flood:1")).toBeGreaterThan(55);
  for (let time = 1; time <= 5; time++) expect(await floods.count("1")).toBe("ignored");
  expect(await redis.get("flood:1")).toBe("3");
});

test("when the minute is over the member is listened to again, in every process", async () => {
  const rivals = [redis, other].map((redis) => createRateLimiter({ redis, perMinute: 1 }));
  const count = () => Promise.all(rivals.map((floods) => floods.count("1")));
  expect((await count()).sort()).toEqual(["first over limit", "ok"]);
  await redis.pexpire("flood:1", 50);
  expect(await count()).toEqual(["ignored", "ignored"]);
  await expect.poll(() => redis.exists("flood:1")).toBe(0);
  await expect.poll(() => rivals[1]?.count("1")).toBe("ok");
  expect(await rivals[0]?.count("1")).toBe("first over limit");
});

test("while Redis is unreachable each process counts for itself, and nothing is thrown", async () => {
  const server = await startRedis();
  onTestFinished(server.stop);
  const far = connect(server.url);
  onTestFinished(() => far.disconnect());
  await ready(far, 5_000);
  const floods = createRateLimiter({ redis: far, perMinute: 1 });
  await server.kill();
  expect(await floods.count("1")).toBe("ok");
  await floods.forget("1", "ok");
  expect(await floods.count("1")).toBe("first over limit");
  expect(await floods.count("1")).toBe("ignored");
});

test("counts by the hour where that is asked for", async () => {
  await redis.flushdb();
  await createRateLimiter({ redis, perHour: 1 }).count("1");
  expect(await redis.ttl("flood:1")).toBeGreaterThan(3_500);
});
