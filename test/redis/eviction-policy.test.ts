import { describe, expect, onTestFinished, test } from "vitest";
import type { Lane } from "../../src/conversation/ports/outbox.ts";
import type { Commit } from "../../src/conversation/ports/store.ts";
import { findPort } from "../../src/loopback/port.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { checkEvictionPolicy } from "../../src/redis/eviction-policy.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { call, record, reply, turn } from "../contract/store.ts";

const LONG = 600_000;

describe("checkPolicy", () => {
  test("finds fit what evicts nothing, or sessions only", async () => {
    const { redis } = await open("--maxmemory", "100mb");
    for (const policy of ["noeviction", "volatile-lru", "volatile-lfu", "volatile-ttl"]) {
      await redis.config("SET", "maxmemory-policy", policy);
      expect(await checkEvictionPolicy(redis)).toEqual({ kind: "fit" });
    }
  });

  test("finds unfit what evicts everything, by its name, if memory can run out", async () => {
    const { redis } = await open("--maxmemory", "100mb");
    for (const policy of ["allkeys-lru", "allkeys-lfu", "allkeys-random"]) {
      await redis.config("SET", "maxmemory-policy", policy);
      const reason = expect.stringContaining(`maxmemory-policy ${policy} can evict`);
      expect(await checkEvictionPolicy(redis)).toEqual({ kind: "unfit", reason });
    }
    await redis.config("SET", "maxmemory", 0);
    expect(await checkEvictionPolicy(redis)).toEqual({ kind: "fit" });
  });

  test("finds a node of a cluster unfit", async () => {
    // Redis's own choice is a port that an outgoing connection may have.
    const port = await findPort();
    const { redis } = await open("--cluster-enabled", "yes", "--cluster-port", `${port}`);
    expect(await checkEvictionPolicy(redis)).toMatchObject({ kind: "unfit", code: "MOVED" });
  });

  test("reports an unreachable Redis", async () => {
    const { redis, server } = await open();
    await server.stop();
    expect(await checkEvictionPolicy(redis)).toEqual({ kind: "away" });
  });
});

describe("when memory runs out", () => {
  const MEMBERS = 200;
  const all = { replies: MEMBERS, calls: MEMBERS, leases: MEMBERS, seen: MEMBERS };

  test("volatile-lru evicts sessions, and nothing that was promised", async () => {
    const { sessions, ...promised } = await survive("volatile-lru");
    expect(promised).toEqual({ ...all, due: 3 * MEMBERS });
    expect(sessions).toBeLessThan(MEMBERS);
  });

  test("allkeys-lru evicts what was promised as well", async () => {
    const { replies, calls, seen } = await survive("allkeys-lru");
    expect(replies).toBeLessThan(MEMBERS);
    expect(calls).toBeLessThan(MEMBERS);
    expect(seen).toBeLessThan(MEMBERS);
  });

  /** Leaves a reply, a call that is being made, a timer and a seen mark of each member; what is left at the end? */
  async function survive(policy: string) {
    const { redis } = await open("--maxmemory", "8mb", "--maxmemory-policy", policy);
    const states = new AtomicStateManager({ redis });
    const store = createStore({
      redis,
      states,
      recordFields: contract.recordFields,
      ttlSeconds: 300,
      clock: Date.now,
    });
    const outbox = createOutbox({ redis, clock: Date.now });
    const members = Array.from({ length: MEMBERS }, (_, index) => `c${index}`);
    const claim = (conversationId: string, lane: Lane, fence: string) =>
      outbox.claim({ conversationId, lane, fence, leaseMs: LONG });
    const count = async (isThere: (conversationId: string) => Promise<boolean>) => {
      const found = await Promise.all(members.map(isThere));
      return found.filter(Boolean).length;
    };

    await Promise.all(members.map((member) => store.commit(promise(member))));
    await Promise.all(members.map((member) => claim(member, "calls", "mine")));
    const padding = { text: "x".repeat(8_000) };
    for (let wave = 0; wave < 60; wave += 1) {
      const others = Array.from({ length: 50 }, (_, index) =>
        turn({ conversationId: `other${wave}-${index}`, record: record(1, { snapshot: padding }) }),
      );
      await Promise.all(others.map((commit) => store.commit(commit)));
    }
    expect(await redis.info("stats")).toMatch(/^evicted_keys:[1-9]/m);

    return {
      due: (await outbox.count()).due,
      sessions: await count(async (member) => (await store.load(member)).kind === "record"),
      leases: await count(async (member) => (await claim(member, "calls", "other")) === undefined),
      calls: await count(async (member) => (await claim(member, "calls", "mine")) !== undefined),
      replies: await count(async (member) => (await claim(member, "replies", "1")) !== undefined),
      seen: await count(async (member) => (await store.commit(promise(member))) === "duplicate"),
    };
  }

  function promise(conversationId: string): Commit {
    const timer = { kind: "timer", token: "s1:1:2", delayMs: LONG } as const;
    const seen = { id: conversationId, at: 0 };
    const effects = [reply("s1:1:0"), call("s1:1:1"), timer];
    return turn({ conversationId, record: record(1), seen, effects });
  }
});

/** A Redis of the test's own. */
async function open(...options: string[]) {
  const server = await startRedis(...options);
  onTestFinished(server.stop);
  const redis = connect(server.url);
  onTestFinished(() => redis.disconnect());
  await ready(redis, 5_000);
  return { server, redis };
}
