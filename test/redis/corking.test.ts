import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, duplicate, ready, tryTwice } from "../../src/redis/connection.ts";
import { startRedisWire } from "../support/redis-wire.ts";

const NUMBERS = Array.from({ length: 20 }, (_, at) => at);

test("commands of one turn of the event loop arrive in one read, those of two turns in two", async () => {
  const redis = await open();
  const before = await readsOf(redis);
  await Promise.all(NUMBERS.map((number) => redis.rpush("list", number)));
  // The INFO that reads the count is a read itself.
  expect((await readsOf(redis)) - before).toBe(2);
  await redis.rpush("list", "a");
  await redis.rpush("list", "b");
  expect((await readsOf(redis)) - before).toBe(5);
});

test("a duplicate sends in the same way", async () => {
  const redis = duplicate(await open());
  onTestFinished(() => redis.disconnect());
  await ready(redis, 5_000);
  const before = await readsOf(redis);
  await Promise.all(NUMBERS.map((number) => redis.rpush("list", number)));
  expect((await readsOf(redis)) - before).toBe(2);
});

test("commands keep their order, also beside a transaction", async () => {
  const redis = await open();
  const sending = [
    redis.rpush("list", "1"),
    redis.multi().rpush("list", "2").rpush("list", "3").exec(),
    redis.rpush("list", "4"),
    Promise.resolve().then(() => redis.rpush("list", "5")),
  ];
  await Promise.all(sending);
  expect(await redis.lrange("list", 0, -1)).toEqual(["1", "2", "3", "4", "5"]);
});

test("a batch that is cut in its middle is judged command by command", async () => {
  const { redis, wire } = await openByWire();
  void wire.set({ phase: "half", words: ["incr", "\r\nb\r\n"], strike: async () => "cut" });
  const repeats = new Map<string, boolean[]>();
  const count = (key: string) =>
    tryTwice(redis, (mayHaveRun) => {
      repeats.set(key, [...(repeats.get(key) ?? []), mayHaveRun]);
      return redis.incr(key);
    });
  // Redis has carried out "a", and has neither seen all of "b" nor anything of "c". We cannot know that.
  expect(await Promise.all(["a", "b", "c"].map(count))).toEqual([2, 1, 1]);
  expect([...repeats.values()]).toEqual(NUMBERS.slice(0, 3).map(() => [false, true]));
});

test("a command of a batch that gets no answer times out on its own", async () => {
  const { redis, wire } = await openByWire();
  const stalled = new Promise<"pass">((resolve) => setTimeout(resolve, 1_500, "pass"));
  void wire.set({ phase: "before", words: ["\r\nb\r\n"], strike: () => stalled });
  const results = await Promise.allSettled([redis.incr("a"), redis.incr("b")]);
  expect(results).toEqual([
    { status: "fulfilled", value: 1 },
    { status: "rejected", reason: new Error("Command timed out") },
  ]);
});

async function open(): Promise<Redis> {
  const server = await startRedis();
  onTestFinished(server.stop);
  return connected(server.url);
}

/** The wire hands each command to Redis on its own. */
async function openByWire() {
  const server = await startRedis();
  onTestFinished(server.stop);
  const wire = await startRedisWire(server.port);
  onTestFinished(wire.close);
  return { wire, redis: await connected(`redis://127.0.0.1:${wire.port}`) };
}

async function connected(url: string): Promise<Redis> {
  const redis = connect(url);
  onTestFinished(() => redis.disconnect());
  await ready(redis, 5_000);
  return redis;
}

/** How often Redis has read from a connection. */
async function readsOf(redis: Redis): Promise<number> {
  const [, count] = /total_reads_processed:(\d+)/.exec(await redis.info("stats")) ?? [];
  return Number(count);
}
