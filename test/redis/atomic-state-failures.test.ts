import { once } from "node:events";
import type { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startRedis } from "../../src/loopback/redis-server.ts";
import type { LogEntry } from "../../src/redis/atomic-state/atomic-result.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import type { State } from "../../src/redis/state-json.ts";
import { startProxy } from "../support/proxy.ts";

const KEY = "user:1";
const ttl = 300;
const metadata = { stage: "menu", option: "accounts", direction: "IN" };
const increment = (now: State = {}) => ({ ...now, count: Number(now.count ?? 0) + 1 });

describe.each([
  { lock: "lua", write: "evalsha" },
  { lock: "watch", write: "exec" },
] as const)("with the $lock lock", ({ lock, write }) => {
  test("changes nothing when Redis is out of memory, and continues when it is not", async () => {
    const { redis, manager, entries } = await start();
    await manager.atomicUpdate(KEY, { count: 1, text: "secret" }, { ttl, ...metadata });
    const before = await dump(redis);
    await redis.config("SET", "maxmemory", 1);

    const results = [
      await manager.atomicUpdate(KEY, { _version: 1 }, { ttl, stage: null, option: "secret" }),
      await manager.atomicUpdate(KEY, increment, { ttl, stage: null }),
      await manager.atomicCleanup(KEY),
    ];

    for (const result of results) {
      expect(result).toMatchObject({ ok: false, reason: "unavailable" });
      expect(result).toHaveProperty("cause.message", expect.stringContaining("OOM"));
      expect(result).not.toHaveProperty("cause.command");
    }
    expect(await dump(redis)).toEqual(before);
    expect(entries).toHaveLength(3);
    expect(JSON.stringify(entries)).not.toContain("secret");

    await redis.config("SET", "maxmemory", 0);
    expect(await manager.atomicUpdate(KEY, increment, { ttl })).toMatchObject({ ok: true });
  });

  test("reports an unreachable Redis within a second, and recovers with it", async () => {
    const { server, manager } = await start();
    await manager.atomicUpdate(KEY, increment, { ttl });
    server.process.kill("SIGKILL");
    await once(server.process, "exit");

    const startedAt = performance.now();
    const results = await Promise.all([
      manager.atomicUpdate(KEY, increment, { ttl }),
      manager.atomicUpdate(KEY, { _version: 1 }, { ttl }),
      manager.atomicUpdate(KEY, { _version: 1 }, { ttl }),
      manager.atomicCleanup(KEY),
      manager.atomicGet(KEY),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    for (const result of results) {
      expect(result).toMatchObject({ ok: false, reason: "unavailable" });
    }

    const again = await startRedis("--port", `${server.port}`);
    onTestFinished(again.stop);
    await vi.waitFor(async () => {
      const created = await manager.atomicUpdate("user:2", () => ({ count: 1 }), { ttl });
      expect(created).toMatchObject({ ok: true });
    }, 60_000);
  });

  test("applies once, and reports, an update whose answer was lost", async () => {
    const { manager, proxy } = await start();
    await manager.atomicUpdate(KEY, increment, { ttl });
    proxy.cutAnswerTo(write);
    const updated = await manager.atomicUpdate(KEY, increment, { ttl });
    expect(proxy.cuts()).toBe(1);
    expect(updated).toMatchObject({ ok: true, state: { count: 2, _version: 2 } });
    expect(await manager.atomicGet(KEY)).toMatchObject({ state: { count: 2, _version: 2 } });
  });

  test("never repeats an update whose lost answer another's commit hides", async () => {
    const { manager, proxy, direct } = await start();
    await manager.atomicUpdate(KEY, increment, { ttl });
    proxy.cutAnswerTo(write, () => direct.atomicUpdate(KEY, increment, { ttl }));
    const updated = await manager.atomicUpdate(KEY, increment, { ttl });
    expect(updated).toMatchObject({ ok: false, reason: "unavailable" });
    expect(await direct.atomicGet(KEY)).toMatchObject({ state: { count: 3, _version: 3 } });
  });

  test("says within two seconds that Redis hangs, and is back when it wakes", async () => {
    const { server, manager } = await start();
    await manager.atomicUpdate(KEY, { count: 1 }, { ttl });
    server.process.kill("SIGSTOP");
    const startedAt = performance.now();
    const updated = await manager.atomicUpdate(KEY, { _version: 1, count: 2 }, { ttl });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(updated).toMatchObject({ ok: false, reason: "unavailable" });
    server.process.kill("SIGCONT");
    await vi.waitFor(async () => {
      expect(await manager.atomicUpdate(KEY, increment, { ttl })).toMatchObject({ ok: true });
    }, 60_000);
  });

  /** A Redis of the test's own, and a manager that reaches it through a proxy. */
  async function start() {
    const server = await startRedis("--maxmemory-policy", "noeviction");
    onTestFinished(server.stop);
    const proxy = await startProxy(server.port);
    onTestFinished(proxy.close);
    const redis = await open(server.url);
    const direct = new AtomicStateManager({ redis });
    const entries: LogEntry[] = [];
    const manager = new AtomicStateManager({
      redis: await open(`redis://127.0.0.1:${proxy.port}`),
      lock,
      log: (entry) => void entries.push(entry),
    });
    onTestFinished(() => manager.close());
    return { server, proxy, redis, direct, manager, entries };
  }
});

async function open(url: string): Promise<Redis> {
  const redis = connect(url);
  onTestFinished(() => redis.disconnect());
  await ready(redis, 5_000);
  return redis;
}

async function dump(redis: Redis): Promise<unknown[]> {
  const keys = (await redis.keys("*")).sort();
  const dumps = keys.map((key) => Promise.all([redis.dumpBuffer(key), redis.pexpiretime(key)]));
  return [keys, await Promise.all(dumps)];
}
