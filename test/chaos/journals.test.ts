import { Redis } from "ioredis";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type Journals, openJournals } from "../../scripts/chaos/journals.ts";
import { startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { ready } from "../../src/redis/connection.ts";
import { toLine } from "../../src/redis/journal-line.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { partitionsOf } from "../../src/redis/redis-client.ts";
import { ownDatabase } from "../support/database.ts";

const url = ownDatabase();
let redis: Redis;
let journals: Journals;

beforeEach(async () => {
  redis = new Redis(url);
  await redis.flushdb();
  journals = openJournals(url);
  onTestFinished(async () => {
    await journals.close();
    redis.disconnect();
  });
});

/** An entry whose token, such as "5-1", begins with its time. */
const write = (conversationId: string, token: string) =>
  redis.rpush(`lines:${conversationId}`, stored(token));
const stored = (token: string) => {
  const time = Buffer.alloc(6);
  time.writeUIntBE(Number.parseInt(token, 10), 0, 6);
  return Buffer.concat([time, Buffer.from(toLine({ kind: "status", token, status: "read" }))]);
};
const read = () =>
  journals
    .entries()
    .sort((one, other) => one.at - other.at)
    .map(({ conversationId, at, line, isForgotten }) => {
      const token = "token" in line ? line.token : "";
      return `${conversationId} ${at} ${token}${isForgotten ? " forgotten" : ""}`;
    });

test("reads what is new, each line once, of every conversation", async () => {
  await write("a", "5-1");
  await journals.read();
  await write("a", "5-2");
  await write("b", "6-1");
  await Promise.all([journals.read(), journals.read()]);
  expect(read()).toEqual(["a 5 5-1", "a 5 5-2", "b 6 6-1"]);
});

test("keeps what was trimmed since, and marks what Redis has come back without", async () => {
  for (const id of ["5-1", "6-1", "7-1", "10-1"]) await write("a", id);
  await write("b", "8-1");
  await journals.read();
  for (const token of ["5-1", "10-1"]) await redis.lrem("lines:a", 1, stored(token));
  await redis.del("lines:b");
  await write("a", "11-1");
  await journals.compare();
  await journals.read();
  expect(read()).toEqual([
    ...["a 5 5-1", "a 6 6-1", "a 7 7-1"],
    ...["b 8 8-1 forgotten", "a 10 10-1 forgotten", "a 11 11-1"],
  ]);
});

test("is quiet when nothing but timers is due", async () => {
  await redis.zadd("due", 1, "timer c1 s:1:0");
  expect(await journals.isQuiet()).toBe(true);
  await redis.zadd("due:replies", 1, "replies c1");
  expect(await journals.isQuiet()).toBe(false);
});

test("reads the journals of every partition of a cluster, and notices what one has lost", async () => {
  const cluster = await startRedisCluster({ withReplicas: false });
  onTestFinished(cluster.stop);
  const client = openRedis(cluster.url);
  const onCluster = openJournals(cluster.url);
  onTestFinished(async () => {
    await onCluster.close();
    client.disconnect();
  });
  await ready(client, 60_000);
  const { all, of } = partitionsOf(client);
  const ids = Array.from({ length: 50 }, (_, at) => `c${at}.1`);
  expect(new Set(ids.map(of)).size).toBe(all.length);
  for (const id of ids) await client.rpush(of(id).journal(id), stored("5-1"));
  await onCluster.read();
  expect(new Set(onCluster.entries().map(({ conversationId }) => conversationId))).toEqual(
    new Set(ids),
  );
  await client.del(of("c7.1").journal("c7.1"));
  await onCluster.compare();
  expect(onCluster.entries().filter(({ isForgotten }) => isForgotten)).toMatchObject([
    { conversationId: "c7.1" },
  ]);
  await client.zadd(of("c7.1").due("replies"), 1, "replies c7.1");
  expect(await onCluster.isQuiet()).toBe(false);
});
