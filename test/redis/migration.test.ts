import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { LANES, WORK_KINDS } from "../../src/conversation/ports/outbox.ts";
import { type RedisCluster, startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { keyspace, withoutTag } from "../../src/redis/keyspace.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { placeKey } from "../../src/redis/operator/key-placement.ts";
import { createMigration } from "../../src/redis/operator/migration.ts";
import { scanKeys } from "../../src/redis/operator/scan-keys.ts";
import { partitionsOf, type RedisClient } from "../../src/redis/redis-client.ts";
import { ownDatabase } from "../support/database.ts";

const HOUR_MS = 60 * 60 * 1_000;
const now = Date.now();
const hour = Math.floor(now / HOUR_MS);
const ids = Array.from({ length: 40 }, (_, at) => `contact${at}.100000000000001`);

let cluster: RedisCluster;
let source: Redis;
let target: RedisClient;
beforeAll(async () => {
  cluster = await startRedisCluster({ withReplicas: false });
  target = openRedis(cluster.url);
  source = connect(ownDatabase());
  await ready(target, 60_000);
  await ready(source, 5_000);
});
afterAll(async () => {
  target.disconnect();
  source.disconnect();
  await cluster.stop();
});
beforeEach(async () => {
  await source.flushdb();
  await cluster.flush();
});

const migration = (to = target) =>
  createMigration({ source, target: to, serverName: "a-server", now });

test("every key that the keyspace builds has a place", () => {
  const partitions = partitionsOf(target);
  const [id, own] = ["c1.1", partitions.of("c1.1")];
  const ofConversation = [
    ...[keyspace.state(id), `${keyspace.state(id)}_stage`, keyspace.corrupt(id)],
    ...LANES.map((lane) => keyspace.lane(lane, id)),
    ...[keyspace.journal(id), keyspace.journalStream(id), keyspace.payees("c1")],
  ];
  const placeOf = (key: string) => placeKey(key, { partitions, firstHour: hour - 24 });
  for (const key of ofConversation)
    expect([key, placeOf(key)]).toEqual([key, { kind: "whole", partitions: [own] }]);
  const inDirectory = [keyspace.contact("c1"), keyspace.phoneAlias("1"), keyspace.userAlias("u")];
  const ofReleases = [keyspace.releases, keyspace.releaseBundles];
  const ofRollout = [keyspace.rollout, keyspace.rolloutHistory];
  for (const key of [...inDirectory, keyspace.operatorLog, ...ofReleases, ...ofRollout])
    expect(placeOf(key)).toEqual({ kind: "whole", partitions: [partitions.directory] });
  const numbers = keyspace.numbers("2026-11-28");
  expect(placeOf(numbers)).toEqual({ kind: "whole", partitions: [partitions.all[0]] });
  const everywhere = [keyspace.paused, keyspace.seenHours, keyspace.seen({ hour, bucket: 3 })];
  for (const key of everywhere)
    expect(placeOf(key)).toEqual({ kind: "whole", partitions: partitions.all });
  const shared = [...WORK_KINDS.map(keyspace.due), keyspace.leases, keyspace.dead, keyspace.parked];
  for (const key of shared) expect(placeOf(key)).toMatchObject({ kind: "divided" });
  const outdated = keyspace.seen({ hour: hour - 30, bucket: 3 });
  for (const key of [keyspace.sweep, keyspace.servers, outdated])
    expect(placeOf(key)).toEqual({ kind: "left" });
  expect(placeOf("queue:other")).toEqual({ kind: "foreign" });
});

test("moves each part of each conversation to the conversation's partition, with its TTL and its order", async () => {
  await plant();
  expect(await migration().run()).toMatchObject({ foreign: ["queue:other"] });

  const { of, all, directory } = partitionsOf(target);
  for (const [at, id] of ids.entries()) {
    const own = of(id);
    expect(await target.get(own.state(id))).toBe(`state of ${id}`);
    expect(await target.pttl(own.state(id))).toBeGreaterThan(0);
    expect(await target.lrange(own.lane("calls", id), 0, -1)).toEqual(["first", "second"]);
    expect(await target.pttl(own.lane("calls", id))).toBe(-1);
    expect(await target.zscore(own.due("calls"), `calls ${id}`)).toBe(`${now + at}`);
    expect(await target.zscore(own.due("timers"), `timer ${id} s:1:0`)).toBe(`${now - at}`);
    expect(await target.hget(own.leases, `calls ${id}`)).toBe("fence 5");
    expect(await target.hget(own.leases, `tries calls ${id}`)).toBe("s:1:1 2 3");
    expect(await target.zscore(own.dead, `131026 replies ${id} s:4:0 0 2 1 {}`)).toBe("7");
  }
  const parked = await Promise.all(all.map((keys) => target.lrange(keys.parked, 0, -1)));
  expect(parked.flat()).toHaveLength(2 * ids.length);
  for (const list of parked) {
    const times = list.map((text) => JSON.parse(text).at as number);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  }
  for (const { paused, seen, seenHours } of all) {
    expect(await target.get(paused)).toBe("since");
    expect(await target.sismember(seen({ hour, bucket: 9 }), "123")).toBe(1);
    expect(await target.sismember(seenHours, `${hour}`)).toBe(1);
  }
  expect(await target.hget(directory.contact("c1"), "locale")).toBe("sn");
  expect(await target.get(directory.phoneAlias("263771000001"))).toBe("c1");
  expect(await target.exists(directory.migration)).toBe(0);
  expect(await source.keys("*")).toEqual(["queue:other"]);
});

test("a plan changes nothing", async () => {
  await plant();
  const before = (await source.keys("*")).sort();
  expect(await migration().plan()).toEqual({ keys: before.length - 1, foreign: ["queue:other"] });
  expect((await source.keys("*")).sort()).toEqual(before);
  expect(await keysOf(target)).toEqual([]);
});

test.each(["source", "target"])(
  "nothing is moved while a server is connected to the %s",
  async (where) => {
    await plant();
    const url = where === "source" ? ownDatabase() : (cluster.nodes[1]?.url ?? "");
    const server = connect(url, { name: "a-server" });
    onTestFinished(() => server.disconnect());
    await ready(server, 5_000);
    await expect(migration().run()).rejects.toThrow("stop all servers");
    expect(await keysOf(target)).toEqual([]);
  },
);

test("nothing is moved to a Redis that holds something, or from a cluster", async () => {
  await plant();
  await target.set("{p1}user:c1", "x");
  await expect(migration().run()).rejects.toThrow("not empty");
  expect(await target.get("{p1}user:c1")).toBe("x");
  const options = { source: target, target: source, serverName: "a-server", now };
  await expect(createMigration(options).run()).rejects.toThrow("must be a single Redis");
});

test("a run that was interrupted while it copied starts again, one that had copied only deletes", async () => {
  await plant();
  const { directory, of } = partitionsOf(target);
  const [id = ""] = ids;
  // As it is left by a run that was killed: a lane has been copied, and is appended to again otherwise.
  await target.set(directory.migration, "copying");
  await target.rpush(of(id).parked, "half");
  await target.set(of("gone").state("gone"), "half");
  await migration().run();
  expect(await target.exists(of("gone").state("gone"))).toBe(0);
  expect(await target.lrange(of(id).parked, 0, -1)).not.toContain("half");

  // The servers may run on the target from the moment that everything is copied: what they wrote stays.
  await target.set(directory.migration, "copied");
  await target.set(of(id).state(id), "newer");
  await source.set(keyspace.state(id), "older");
  await migration().run();
  expect(await target.get(of(id).state(id))).toBe("newer");
  expect(await source.exists(keyspace.state(id))).toBe(0);
});

test("a key of an unexpected type is named, and nothing is deleted", async () => {
  await plant();
  await source.del(keyspace.dead);
  await source.set(keyspace.dead, "x");
  const before = (await source.keys("*")).length;
  await expect(migration().run()).rejects.toThrow("The key dead has an unexpected type");
  expect((await source.keys("*")).length).toBe(before);
});

async function plant(): Promise<void> {
  for (const [at, id] of ids.entries()) {
    await source.set(keyspace.state(id), `state of ${id}`, "EX", 300);
    await source.rpush(keyspace.lane("calls", id), "first", "second");
    await source.zadd(keyspace.due("calls"), now + at, `calls ${id}`);
    await source.zadd(keyspace.due("timers"), now - at, `timer ${id} s:1:0`);
    await source.hset(keyspace.leases, `calls ${id}`, "fence 5", `tries calls ${id}`, "s:1:1 2 3");
    await source.zadd(keyspace.dead, 7, `131026 replies ${id} s:4:0 0 2 1 {}`);
  }
  for (const at of [1, 2])
    for (const conversationId of ids)
      await source.rpush(keyspace.parked, JSON.stringify({ conversationId, at }));
  await source.set(keyspace.paused, "since");
  await source.sadd(keyspace.seen({ hour, bucket: 9 }), "123");
  await source.sadd(keyspace.seenHours, `${hour}`);
  await source.hset(keyspace.contact("c1"), "locale", "sn");
  await source.set(keyspace.phoneAlias("263771000001"), "c1");
  await source.set("queue:other", "x");
}

async function keysOf(redis: RedisClient): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of scanKeys(redis, "*")) keys.push(withoutTag(key));
  return keys;
}
