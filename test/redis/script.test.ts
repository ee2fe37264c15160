import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createScript } from "../../src/redis/script.ts";

const append = createScript<number>({
  lua: "return redis.call('APPEND', KEYS[1], ARGV[1])",
  keys: 1,
});

test("runs a script that Redis does not know yet, knows, and has forgotten", async () => {
  const redis = await open();
  const lengths = [
    await append.run(redis, ["text"], ["a"]),
    await append.run(redis, ["text"], ["b"]),
  ];
  await redis.script("FLUSH");
  lengths.push(await append.runOnce(redis, ["text"], ["c"]));
  expect(lengths).toEqual([1, 2, 3]);
  expect(await redis.get("text")).toBe("abc");
});

test("sends the text of a script once, and then its hash", async () => {
  const redis = await open();
  for (const letter of ["a", "b", "c"]) await append.run(redis, ["text"], [letter]);
  const statistics = await redis.info("commandstats");
  expect(statistics).toMatch(/cmdstat_eval:calls=1,/);
  expect(statistics).toMatch(/cmdstat_evalsha:calls=3,/);
});

test("takes exactly the keys that it was made for, or any number of them", async () => {
  const redis = await open();
  const count = createScript<number>({ lua: "return #KEYS", keys: "any" });
  expect(await count.run(redis, ["a", "b", "c"], [])).toBe(3);
  await expect(append.run(redis, ["a", "b"], ["c"])).rejects.toThrow(RangeError);
});

async function open(): Promise<Redis> {
  const server = await startRedis();
  onTestFinished(server.stop);
  const redis = connect(server.url);
  onTestFinished(() => redis.disconnect());
  await ready(redis, 5_000);
  return redis;
}
