import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { findPort } from "../../src/loopback/port.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { lacksDatabase } from "../../src/redis/database-check.ts";
import { createReadinessProbe } from "../../src/redis/readiness.ts";

const JOURNEY_COMMANDS =
  "zrem hdel expire hget type exists evalsha get getrange llen sadd eval zadd time hset lindex incrby hmget set rpush lpop lset sismember zrangebyscore pttl";
const PATTERNS =
  "user replies calls unsettled lines corrupt due leases dead parked paused seen contact alias flood";

test("a Redis that takes writes is fit, and the probe leaves nothing in it", async () => {
  const { redis, readiness, telemetryEvents } = await open();
  expect(await readiness()).toEqual({ kind: "fit" });
  expect(await redis.keys("*")).toEqual([]);
  expect(telemetryEvents).toEqual([]);
});

describe("a Redis that refuses to work is unfit by its own word", () => {
  test("a replica, also one that takes writes", async () => {
    const { redis, readiness } = await open();
    await redis.call("REPLICAOF", "127.0.0.1", "1");
    await expect.poll(readiness, { timeout: 60_000 }).toMatchObject(unfitBy("READONLY"));
    await expect
      .poll(() => redis.config("SET", "replica-read-only", "no").catch(() => ""), {
        timeout: 60_000,
      })
      .toBe("OK");
    expect(await readiness()).toMatchObject(unfitBy("READONLY"));
  });

  test("one that is full and evicts nothing", async () => {
    const { redis, readiness } = await open("--maxmemory-policy", "noeviction");
    await redis.set("padding", "x".repeat(100_000));
    await redis.config("SET", "maxmemory", 1);
    expect(await readiness()).toMatchObject(unfitBy("OOM"));
  });

  test("one that cannot write to its disk", async () => {
    const { redis, readiness } = await open("--save", "3600 1");
    const [, folder = ""] = await redis.config("GET", "dir");
    await mkdir(join(folder, "dump.rdb"));
    await redis.bgsave();
    await expect.poll(readiness, { timeout: 60_000 }).toMatchObject(unfitBy("MISCONF"));
    expect(await reasonOfUse(redis)).toBe("MISCONF");
  });

  test("one that needs a password", async () => {
    const { redis, readiness, telemetryEvents } = await open("--requirepass", "a-password");
    await expect.poll(readiness, { timeout: 60_000 }).toMatchObject(unfitBy("NOAUTH"));
    expect(telemetryEvents).toContainEqual(
      expect.objectContaining({ where: "ready", code: "NOAUTH" }),
    );
    expect(await reasonOfUse(redis)).toBe("NOAUTH");
  });

  test("one that rejects the password", async () => {
    const { server } = await open("--requirepass", "a-password");
    const { readiness } = use(`redis://:another@127.0.0.1:${server.port}`);
    await expect.poll(readiness, { timeout: 60_000 }).toMatchObject(unfitBy("WRONGPASS"));
  });

  test("a node of a cluster that has no slots yet, and one that has all of them", async () => {
    const { redis, readiness } = await openNode();
    expect(await readiness()).toMatchObject(unfitBy("CLUSTERDOWN"));
    await redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await expect
      .poll(async () => JSON.stringify(await readiness()), { timeout: 60_000 })
      .toMatch(/MOVED|CROSSSLOT/);
  });

  test("a node of a cluster that has some of the slots", async () => {
    const [one, other] = [await openNode(), await openNode()];
    const busPort = /@(\d+)/.exec(String(await other.redis.call("CLUSTER", "NODES")))?.[1] ?? "";
    await one.redis.call("CLUSTER", "MEET", "127.0.0.1", `${other.server.port}`, busPort);
    await one.redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
    await other.redis.call("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
    const phones = Array.from({ length: 8 }, (_, index) => `26377100000${index}`);
    await expect
      .poll(() => Promise.all(phones.map((phone) => reasonOfUse(one.redis, phone))), {
        timeout: 60_000,
      })
      .toContain("MOVED");
    // A node answers CLUSTERDOWN until it has heard from the others.
    await expect
      .poll(async () => JSON.stringify(await one.readiness()), { timeout: 60_000 })
      .toMatch(/MOVED|CROSSSLOT/);
  });

  test("one that runs a script that does not end", async () => {
    const { redis, server, readiness } = await open("--busy-reply-threshold", "10");
    const other = connect(server.url);
    onTestFinished(() => other.disconnect());
    await ready(other, 5_000);
    other.eval("while true do end", 0).catch(() => {});
    await expect.poll(readiness, { timeout: 60_000 }).toMatchObject(unfitBy("BUSY"));
    expect(await reasonOfUse(redis)).toBe("BUSY");
    await redis.call("SCRIPT", "KILL");
    await expect.poll(readiness, { timeout: 60_000 }).toEqual({ kind: "fit" });
  });

  test("one that still loads its data", async () => {
    const { redis, server, readiness } = await open(
      ...["--rdbcompression", "no", "--loading-process-events-interval-bytes", "1024"],
      ...["--key-load-delay", "3000"],
    );
    const value = "x".repeat(2_000);
    await redis.mset(
      Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`padding:${index}`, value])),
    );
    await redis.save();
    await server.kill();
    const restarting = server.restart();
    await expect
      .poll(readiness, { timeout: 60_000, interval: 20 })
      .toMatchObject(unfitBy("LOADING"));
    await restarting;
    await expect.poll(readiness, { timeout: 60_000 }).toEqual({ kind: "fit" });
  });
});

describe("the ACL of its user", () => {
  const enough = [
    ...JOURNEY_COMMANDS.split(" ").map((command) => `+${command}`),
    ...PATTERNS.split(" ").flatMap((pattern) => [`~${pattern}`, `~${pattern}:*`]),
  ];

  test("needs no INFO: what is not checked then is a warning", async () => {
    const { readiness, redis } = await openAs(...enough);
    expect(await readiness()).toEqual({
      kind: "fit",
      warning: expect.stringContaining("INFO (NOPERM)"),
    });
    expect(await reasonOfUse(redis)).toBeUndefined();
  });

  test.each([
    ["reads only", ["~*", "+@all", "-@write"]],
    ["runs no scripts", ["~*", "+@all", "-@scripting"]],
    ["forbids one command of a commit", ["~*", "+@all", "-rpush"]],
    ["forbids another one", ["~*", "+@all", "-getrange"]],
    ["forbids some of our keys", ["+@all", ...enough.filter((rule) => !rule.startsWith("~lines"))]],
  ])("that %s is too little", async (_, rules) => {
    const { readiness } = await openAs(...rules);
    expect(await readiness()).toMatchObject(unfitBy("NOPERM"));
  });

  async function openAs(...rules: string[]) {
    const { server, redis } = await open();
    await redis.call("ACL", "SETUSER", "app", "on", ">a-password", "resetkeys", "-@all", ...rules);
    return use(`redis://app:a-password@127.0.0.1:${server.port}`);
  }
});

describe("a database that does not exist", () => {
  test("is found before the server starts, one that exists is not", async () => {
    const { server } = await open("--databases", "4");
    expect(await lacksDatabase(`${server.url}/4`)).toBe(true);
    expect(await lacksDatabase(`${server.url}/3`)).toBe(false);
    await server.stop();
    expect(await lacksDatabase(`${server.url}/4`)).toBe(false);
  });

  test("makes Redis unfit, and no command runs in another database", async () => {
    const { server, redis: inDatabase0 } = await open();
    const { redis, readiness } = use(`${server.url}/99`);
    await expect.poll(readiness, { timeout: 60_000 }).toMatchObject({
      kind: "unfit",
      reason: expect.stringContaining("database"),
    });
    for (let time = 1; time <= 5; time++) expect(await reasonOfUse(redis)).toBe("other");
    expect(await inDatabase0.keys("*")).toEqual([]);
  });

  test("of which Redis could not be asked yet is used once it can", async () => {
    const { server, redis: other } = await open("--busy-reply-threshold", "10");
    other.eval("while true do end", 0).catch(() => {});
    const { redis, readiness } = use(`${server.url}/3`);
    await expect.poll(readiness, { timeout: 60_000 }).toMatchObject(unfitBy("BUSY"));
    const killer = connect(server.url);
    onTestFinished(() => killer.disconnect());
    await ready(killer, 5_000);
    await killer.call("SCRIPT", "KILL");
    await expect.poll(readiness, { timeout: 60_000 }).toEqual({ kind: "fit" });
    expect(await reasonOfUse(redis)).toBeUndefined();
    expect(await killer.keys("*")).toEqual([]);
  });
});

test("an answer is kept for half a second, unless the connection is lost, and asked for once at a time", async () => {
  const clock = { now: 0 };
  const { server, redis } = await open();
  const readiness = createReadinessProbe({ redis, observe: () => {}, now: () => clock.now });
  const probes = async () =>
    /cmdstat_eval(?:sha)?:calls=(\d+)/.exec(await redis.info("commandstats"))?.[1];
  await Promise.all(Array.from({ length: 50 }, readiness));
  const asked = await probes();
  clock.now = 499;
  await readiness();
  expect(await probes()).toBe(asked);
  await server.kill();
  await expect.poll(() => redis.status, { timeout: 60_000 }).not.toBe("ready");
  expect(await readiness()).toEqual({ kind: "away" });
});

test("what changes to the worse is reported once", async () => {
  const { redis, readiness, telemetryEvents } = await open("--maxmemory-policy", "noeviction");
  await redis.config("SET", "maxmemory", 1);
  await readiness();
  await readiness();
  await redis.config("SET", "maxmemory", 0);
  await readiness();
  await redis.config("SET", "maxmemory", 1);
  await readiness();
  const reported = { kind: "failure", where: "ready", code: "OOM", cause: expect.any(String) };
  expect(telemetryEvents).toEqual([reported, reported]);
});

function unfitBy(code: string) {
  return { kind: "unfit", code, reason: expect.stringContaining(`(${code})`) };
}

/** Redis's word for why a contact cannot be found or made; `undefined` if it can. */
async function reasonOfUse(redis: Redis, phone = "263771000001"): Promise<string | undefined> {
  const contacts = createContacts({ redis, locale: "en", businessNumberIds: ["1"] });
  try {
    await contacts.resolve({ phone });
    return undefined;
  } catch (error) {
    if (error instanceof StoreError) return error.reason;
    throw error;
  }
}

async function open(...options: string[]) {
  const server = await startRedis(...options);
  onTestFinished(server.stop);
  const used = use(server.url);
  await ready(used.redis, 5_000);
  return { server, ...used };
}

/** A node of a cluster of one so far. */
async function openNode() {
  return open("--cluster-enabled", "yes", "--cluster-port", `${await findPort()}`);
}

function use(url: string) {
  const redis = connect(url);
  onTestFinished(() => redis.disconnect());
  const telemetryEvents: TelemetryEvent[] = [];
  const observe = (telemetryEvent: TelemetryEvent) => telemetryEvents.push(telemetryEvent);
  return { redis, telemetryEvents, readiness: createReadinessProbe({ redis, observe, keepMs: 0 }) };
}
