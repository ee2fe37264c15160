import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Redis } from "ioredis";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { findPort } from "../../src/loopback/port.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { REDIS } from "../../src/policy.ts";
import { connect, isUnavailable, ready, redact, tryTwice } from "../../src/redis/connection.ts";
import { startProxy } from "../support/proxy.ts";

test("connects by URL, with a name, and by the path of a socket", async () => {
  const path = join(tmpdir(), `${randomUUID()}.sock`);
  const server = await startRedis("--unixsocket", path);
  onTestFinished(server.stop);
  for (const url of [server.url, path]) {
    const redis = open(url, { name: "conversations" });
    expect(await ready(redis, 5_000)).toBe(true);
    expect(await redis.client("GETNAME")).toBe("conversations");
  }
});

test("tells where nobody listens, through onError and by ready", async () => {
  const errors: Error[] = [];
  const redis = open(`redis://127.0.0.1:${await findPort()}`, { onError: (e) => errors.push(e) });
  expect(await ready(redis, 200)).toBe(false);
  expect(errors.length).toBeGreaterThan(1);
  expect(errors.every(isUnavailable)).toBe(true);
});

test("is never ready once it is closed", async () => {
  const redis = open(inject("redisUrl"));
  await ready(redis, 5_000);
  const waiting = once(redis, "end");
  redis.disconnect();
  await waiting;
  expect(await ready(redis, 60_000)).toBe(false);
  expect(isUnavailable(await failureOf(redis.get("a")))).toBe(true);
});

test("connects again if it is interrupted while it connects, as by Sentinel that reports a failover", async () => {
  const redis = open(inject("redisUrl"));
  await ready(redis, 5_000);
  redis.once("connecting", () => redis.disconnect(true));
  const ended = new Promise((resolve) => redis.once("end", resolve));
  redis.disconnect(true);
  await ended;
  expect(await ready(redis, 60_000)).toBe(true);
  expect(await redis.echo("here")).toBe("here");
});

test("does not connect again if it is closed while it connects", async () => {
  const redis = open(inject("redisUrl"));
  await ready(redis, 5_000);
  redis.once("connecting", () => redis.disconnect());
  const ended = once(redis, "end");
  redis.disconnect(true);
  await ended;
  expect(redis.status).toBe("end");
});

test("leaves a connection on which nothing is heard any more", async () => {
  const server = await startRedis();
  onTestFinished(server.stop);
  const redis = open(server.url);
  await ready(redis, 5_000);
  const leaving = new Promise((resolve) => redis.once("reconnecting", resolve));
  server.process.kill("SIGSTOP");
  expect(isUnavailable(await failureOf(redis.get("a")))).toBe(true);
  await leaving;
});

test("an answer that arrived while the process was busy is in time", async () => {
  const redis = open(inject("redisUrl"));
  await ready(redis, 5_000);
  const answer = redis.echo("here");
  await setImmediate();
  burn(REDIS.commandMs + 100);
  expect(await answer).toBe("here");
});

test("refuses a command at once before the first connection", async () => {
  const error = await failureOf(open(inject("redisUrl")).get("a"));
  expect(isUnavailable(error)).toBe(true);
});

describe("isUnavailable", () => {
  test("knows a Redis that is out of memory, also in a script and when a transaction ends", async () => {
    const redis = await openOwn();
    await redis.multi({ pipeline: false });
    await redis.set("a", "b");
    const other = redis.duplicate();
    onTestFinished(() => other.disconnect());
    await ready(other, 5_000);
    await other.config("SET", "maxmemory", 1);
    const errors = [
      await failureOf(redis.exec()),
      await failureOf(redis.set("a", "b")),
      await failureOf(redis.eval("return redis.call('SET', KEYS[1], 'b')", 1, "a")),
    ];
    expect(errors.map(isUnavailable)).toEqual([true, true, true]);
    expect(await redis.exists("a")).toBe(0);
  });

  test("recognises a replica, and reconnects to whatever its name resolves to by then", async () => {
    const redis = await openOwn();
    await redis.call("REPLICAOF", "127.0.0.1", `${await findPort()}`);
    const reconnecting = once(redis, "reconnecting");
    expect(isUnavailable(await failureOf(redis.set("a", "b")))).toBe(true);
    await reconnecting;
    expect(await ready(redis, 5_000)).toBe(true);
  });

  test("does not take a mistake of ours for it", async () => {
    const redis = await openOwn();
    await redis.rpush("list", "a");
    expect(isUnavailable(await failureOf(redis.get("list")))).toBe(false);
    expect(isUnavailable(new TypeError("x is undefined"))).toBe(false);
    expect(isUnavailable("OOM")).toBe(false);
  });
});

test("redact takes the arguments off an error of the driver", async () => {
  const redis = await openOwn();
  await redis.rpush("list", "a");
  const error = await failureOf(redis.setrange("list", 0, "secret"));
  expect(JSON.stringify(error)).toContain("secret");
  redact(error);
  expect(JSON.stringify(error)).not.toContain("secret");
});

describe("tryTwice", () => {
  test("repeats once what was cut, and says that the first may have run", async () => {
    const server = await startRedis();
    onTestFinished(server.stop);
    const proxy = await startProxy(server.port);
    onTestFinished(proxy.close);
    const redis = open(`redis://127.0.0.1:${proxy.port}`);
    await ready(redis, 5_000);
    proxy.cutAnswerTo("incr");
    const told: boolean[] = [];
    const count = await tryTwice(redis, (mayHaveRun) => {
      told.push(mayHaveRun);
      return redis.incr("count");
    });
    expect({ count, told, cuts: proxy.cuts() }).toEqual({ count: 2, told: [false, true], cuts: 1 });
  });

  test("waits for the first connection, and says that nothing has run", async () => {
    const redis = open(inject("redisUrl"));
    const told = await tryTwice(redis, async (mayHaveRun) => [await redis.ping(), mayHaveRun]);
    expect(told).toEqual(["PONG", false]);
  });

  test("does not repeat what Redis has refused", async () => {
    const redis = await openOwn();
    await redis.rpush("list", "a");
    let tries = 0;
    const error = await failureOf(
      tryTwice(redis, () => {
        tries += 1;
        return redis.setrange("list", 0, "secret");
      }),
    );
    expect(tries).toBe(1);
    expect(error).toHaveProperty("message", expect.stringContaining("WRONGTYPE"));
    expect(JSON.stringify(error)).not.toContain("secret");
  });
});

function open(...args: Parameters<typeof connect>): Redis {
  const redis = connect(...args);
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** On a Redis of the test's own. */
async function openOwn(): Promise<Redis> {
  const server = await startRedis();
  onTestFinished(server.stop);
  const redis = open(server.url);
  await ready(redis, 5_000);
  return redis;
}

function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error("It did not fail"),
    (error: unknown) => error,
  );
}

/** Keeps the event loop from doing anything else. */
function burn(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
