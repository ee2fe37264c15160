import { Redis } from "ioredis";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { keyspace } from "../../src/redis/keyspace.ts";
import { createDeadLetters } from "../../src/redis/operator/dead-letters.ts";
import { toEntry } from "../../src/redis/outbox-entry.ts";
import { UNSEALED } from "../../src/redis/sealing.ts";
import { reply } from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";

const url = ownDatabase();
let redis: Redis;
beforeEach(async () => {
  redis = new Redis(url);
  onTestFinished(() => redis.disconnect());
  await redis.flushdb();
});

const bury = (token: string, at: number, text = "hello") => {
  const message = { text };
  const entry = toEntry(
    { ...reply(token), message },
    { at, conversationId: "c1", sealing: UNSEALED },
  );
  return redis.zadd(keyspace.dead, at, `131047 replies c1 ${entry}`);
};

test("a letter is found by its token among thousands, and no other leaves Redis", async () => {
  for (let at = 1; at <= 2_000; at++) await bury(`s:${at}:0`, at, "x".repeat(1_000));
  const before = redis.stream.bytesRead;
  const letter = await createDeadLetters({ redis }).find("s:1234:0");
  expect(letter).toMatchObject({ token: "s:1234:0", at: 1_234, code: "131047", lane: "replies" });
  expect(redis.stream.bytesRead - before).toBeLessThan(20_000);
});

test("a token is not a pattern, and none is found in the text of another letter", async () => {
  await bury("s:1:0", 1, "about t:1:0 here");
  await bury("s-[a]*:1:0", 2);
  const letters = createDeadLetters({ redis });
  for (const token of ["t:1:0", "s*", "?:1:0", "[s]:1:0"])
    expect(await letters.find(token)).toBeUndefined();
  expect(await letters.find("s-[a]*:1:0")).toMatchObject({ at: 2 });
});
