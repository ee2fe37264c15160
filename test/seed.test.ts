import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { startRedis } from "../src/loopback/redis-server.ts";
import { openWorld, SECRETS, type World } from "../src/loopback/world.ts";
import type { LogEntry } from "../src/redis/atomic-state/atomic-result.ts";
import { AtomicStateManager } from "../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../src/redis/connection.ts";
import { createTokens } from "../src/session/tokens.ts";
import { fillOffer, register } from "./journeys/walks.ts";
import { ownDatabase } from "./support/database.ts";
import { said } from "./support/titles.ts";

/** The document that the product is held to, promise by promise, in its order and its words. */

const TTL = { ttl: 300 };
const KEY = "user:123";
let world: World;
let manager: AtomicStateManager;
let watching: AtomicStateManager;
let log: LogEntry[];
let redis: ReturnType<typeof connect>;

beforeEach(async () => {
  const url = ownDatabase();
  world = await openWorld(url);
  redis = connect(url);
  await ready(redis, 5_000);
  log = [];
  manager = new AtomicStateManager({ redis, log: (entry) => log.push(entry) });
  watching = new AtomicStateManager({ redis, lock: "watch" });
});
afterEach(async () => {
  watching.close();
  manager.close();
  redis.disconnect();
  await world.close();
});

const count = (by: AtomicStateManager) =>
  by.atomicUpdate(KEY, (state) => ({ ...state, count: Number(state?.count ?? 0) + 1 }), TTL);
const stateOf = async (key = KEY) => {
  const got = await manager.atomicGet(key);
  if (!got.ok) throw new Error(got.message);
  return got;
};
/** The member's conversation as it stands. */
async function conversation() {
  await world.idle();
  const [key = ""] = await world.redis.keys("user:*.100000000000001");
  const { state, metadata } = await stateOf(key);
  return { key, state: state as NonNullable<typeof state>, metadata };
}
async function openedMember() {
  await world.open();
  const member = world.member();
  await register(member);
  return member;
}

describe("Overview", () => {
  test("Atomic state operations with optimistic locking", async () => {
    await count(manager);
    const read = (await stateOf()).state;
    await count(manager);
    const late = await manager.atomicUpdate(KEY, { ...read, count: 99 }, TTL);
    expect(late).toMatchObject({ ok: false, reason: "conflict" });
    expect((await stateOf()).state).toMatchObject({ count: 2 });
  });

  test("Stateful conversations with context", async () => {
    const member = await openedMember();
    await fillOffer(member, "12.50");
    const { state } = await conversation();
    expect(JSON.stringify(state.snapshot)).toContain('"value":"12.50"');
  });

  test("Multi-step form handling", async () => {
    const member = await openedMember();
    await fillOffer(member);
    await member.taps("confirm");
    await member.hears(said("offer.sent"));
    expect(world.offersOf(member.phone)).toHaveLength(1);
  });

  test("Menu navigation tracking", async () => {
    const member = await openedMember();
    expect((await conversation()).metadata).toMatchObject({ stage: "ready.home", direction: "IN" });
    await member.taps("offer");
    await member.hears(said("offer.amount.ask"));
    const { metadata } = await conversation();
    expect(metadata).toEqual({
      stage: "ready.offer/filling.amount",
      option: "offer",
      direction: "IN",
    });
  });

  test("Session timeouts with JWT token management", async () => {
    await world.open({ env: { STATE_TTL_SECONDS: "900" } });
    const member = world.member();
    await register(member);
    world.clock.aheadMs = 299_000;
    await member.says("menu");
    await member.hears(said("home.menu"));
    world.clock.aheadMs += 301_000;
    await member.says("menu");
    await member.hears(said("session.over"));
  });
});

describe("Architecture", () => {
  test("Atomic operations using Redis WATCH/MULTI/EXEC", async () => {
    // Of the test's own: a monitor hears all that is said to a server.
    const server = await startRedis();
    onTestFinished(server.stop);
    const own = connect(server.url);
    onTestFinished(() => own.disconnect());
    await ready(own, 5_000);
    const watching = new AtomicStateManager({ redis: own, lock: "watch" });
    onTestFinished(() => watching.close());
    const ear = own.duplicate();
    const monitor = await ear.monitor();
    onTestFinished(() => {
      for (const each of [ear, monitor]) each.disconnect();
    });
    const commands: string[] = [];
    monitor.on("monitor", (_, [command]: string[]) => commands.push(String(command).toUpperCase()));
    const counted = await count(watching);
    await own.ping();
    await expect.poll(() => commands).toContain("PING");
    expect(counted.ok).toBe(true);
    const order = ["WATCH", "MULTI", "EXEC"].map((command) => commands.indexOf(command));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  test("Version tracking and conflict detection", async () => {
    for (const expected of [1, 2, 3]) {
      await count(manager);
      expect((await stateOf()).state?._version).toBe(expected);
    }
    const stale = await manager.atomicUpdate(KEY, { _version: 2 }, TTL);
    expect(stale).toMatchObject({ ok: false, reason: "conflict" });
  });

  test("Automatic retries for concurrent modifications", async () => {
    await count(manager);
    let attempts = 0;
    const updated = await manager.atomicUpdate(
      KEY,
      async (state) => {
        attempts += 1;
        if (attempts < 3) await count(watching);
        return { ...state, count: Number(state?.count) + 10 };
      },
      TTL,
    );
    expect(updated).toMatchObject({ ok: true, state: { count: 13 } });
    expect(attempts).toBe(3);
  });

  test("JWT token management with 5-minute expiry", async () => {
    await openedMember();
    const { state } = await conversation();
    const claims = claimsOf(state.jwt_token);
    expect(claims.exp - claims.iat).toBe(300);
  });

  test("Preservation of critical fields during cleanup", async () => {
    const critical = { jwt_token: "t", profile: { member: {}, accounts: [] }, current_account: {} };
    await manager.atomicUpdate(KEY, { ...critical, form: "half filled" }, TTL);
    await manager.atomicCleanup(KEY);
    expect((await stateOf()).state).toEqual({
      ...critical,
      _version: 2,
      _last_updated: expect.any(String),
    });
  });
});

describe("Atomic State Operations", () => {
  test("atomic_update: Atomically update state with optimistic locking", async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => count(manager)));
    const done = results.filter(({ ok }) => ok).length;
    expect(done).toBeGreaterThan(0);
    expect((await stateOf()).state).toMatchObject({ count: done, _version: done });
  });

  test("atomic_get: Atomically get state and metadata", async () => {
    await manager.atomicUpdate(KEY, { form: "offer" }, { ...TTL, stage: "home", option: "offer" });
    const got = await manager.atomicGet(KEY);
    expect(got).toMatchObject({ state: { form: "offer" }, metadata: { stage: "home" } });
    const without = await manager.atomicGet(KEY, { includeMetadata: false });
    expect(without).not.toHaveProperty("metadata");
  });

  test("atomic_cleanup: Atomically cleanup state while preserving fields", async () => {
    await manager.atomicUpdate(KEY, { a: 1, b: 2 }, { ...TTL, stage: "s", direction: "IN" });
    await manager.atomicCleanup(KEY, { preserveFields: ["b"] });
    const { state, metadata } = await stateOf();
    expect(state).toMatchObject({ b: 2, _version: 2 });
    expect(state).not.toHaveProperty("a");
    expect(metadata).toEqual({});
  });
});

test("State Structure", async () => {
  await openedMember();
  const { state } = await conversation();
  expect(state).toMatchObject({
    jwt_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    profile: {
      member: expect.objectContaining({ firstname: "Tariro" }),
      accounts: [expect.objectContaining({ accountHandle: "tariro_moyo" })],
    },
    current_account: expect.objectContaining({ accountHandle: "tariro_moyo" }),
    _version: expect.any(Number),
    _last_updated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
});

describe("State Flow", () => {
  describe("Initial Contact", () => {
    test("Create new state with version tracking; initialize user context; set JWT token with 5-minute expiry", async () => {
      world.credexCore.faults.next({ kind: "answer late", delayMs: 500 });
      await world.open();
      await world.member().says("hi");
      const [key = ""] = await world.redis.keys("user:*.100000000000001");
      const { state } = await stateOf(key);
      expect(state).toMatchObject({ _version: 1, profile: { accounts: [] } });
      expect(claimsOf(state?.jwt_token)).toMatchObject({ sub: key.slice("user:".length) });
      expect(await world.redis.ttl(key)).toBeGreaterThan(295);
    });
  });

  describe("Menu Navigation", () => {
    test("Atomic updates with optimistic locking", async () => {
      const member = await openedMember();
      const before = (await conversation()).state._version;
      await member.taps("offer");
      await member.hears(said("offer.amount.ask"));
      expect((await conversation()).state._version).toBe(before + 1);
    });

    test("Automatic retry on concurrent modifications", async () => {
      const { telemetryEvents } = await world.open();
      const member = world.member();
      await register(member);
      const { key } = await conversation();
      const others = Array.from({ length: 10 }, () =>
        watching.atomicUpdate(key, (state) => ({ ...state }), TTL),
      );
      await Promise.all([member.says("menu"), ...others]);
      await member.hears(said("home.menu"));
      const turns = telemetryEvents.filter((telemetryEvent) => telemetryEvent.kind === "turn");
      expect(turns.every(({ outcome }) => outcome === "committed")).toBe(true);
    });

    test("Preserve critical fields during updates", async () => {
      const member = await openedMember();
      const { profile, current_account } = (await conversation()).state;
      await member.taps("offer");
      await member.hears(said("offer.amount.ask"));
      expect((await conversation()).state).toMatchObject({ profile, current_account });
    });
  });

  describe("Form Handling", () => {
    test("Atomic state transitions", async () => {
      const member = await openedMember();
      await member.taps("offer");
      await member.hears(said("offer.amount.ask"));
      const before = await conversation();
      await member.says("20");
      await member.hears(said("offer.recipient.ask"));
      const after = await conversation();
      expect(after.state._version).toBe(before.state._version + 1);
      expect(after.metadata?.stage).toBe("ready.offer/filling.recipient");
    });

    test("Validation before state changes", async () => {
      const member = await openedMember();
      await member.taps("offer");
      await member.hears(said("offer.amount.ask"));
      const before = (await conversation()).state.snapshot;
      await member.says("twenty");
      await member.hears(said("offer.amount.invalid"));
      expect((await conversation()).state.snapshot).toEqual(before);
    });

    test("Cleanup of abandoned forms", async () => {
      await world.open({ env: { STATE_TTL_SECONDS: "900" } });
      const member = world.member();
      await register(member);
      await fillOffer(member);
      world.clock.aheadMs = 301_000;
      await member.says("hello?");
      await member.hears(said("session.over"));
      await member.hears(said("home.menu"));
      expect((await conversation()).metadata?.stage).toBe("ready.home");
    });
  });

  describe("Transaction Context", () => {
    test("Atomic transaction state updates; version-tracked changes", async () => {
      const member = await openedMember();
      await fillOffer(member);
      const before = (await conversation()).state._version;
      await member.taps("confirm");
      await member.hears(said("offer.sent"));
      const { state } = await conversation();
      expect(state._version).toBeGreaterThan(before);
      expect(JSON.stringify(state.profile)).toContain(world.offersOf(member.phone)[0]?.credexID);
    });

    test("Automatic cleanup of expired states", async () => {
      await manager.atomicUpdate(
        KEY,
        { a: 1 },
        { ttl: 1, stage: "s", option: "o", direction: "IN" },
      );
      await expect.poll(() => redis.keys("user:*"), { timeout: 60_000 }).toEqual([]);
    });
  });
});

describe("Redis Configuration", () => {
  test("a dedicated Redis instance (REDIS_STATE_URL), configured for persistence, scaled independently", () => {
    const { conversations, "redis-state": redisState } = composeServices();
    expect(conversations.environment?.REDIS_STATE_URL).toMatch(/^redis:.*@redis-state:6379$/);
    expect(redisState.volumes).toContain("redis-state-data:/data");
  });

  test("Key Structure: the state at its prefix, metadata behind it", async () => {
    await openedMember();
    const { key } = await conversation();
    const keys = await world.redis.keys("user:*");
    expect(new Set(keys)).toEqual(
      new Set([key, `${key}_stage`, `${key}_option`, `${key}_direction`]),
    );
  });

  test("Configuration: as the seed has it, but for the policy that keeps money calls", () => {
    const command = composeServices()["redis-state"].command;
    for (const setting of ["--maxmemory 256mb", "--appendonly yes", "--appendfsync everysec"])
      expect(command).toContain(setting);
    expect(command).toContain("--maxmemory-policy volatile-lru");
  });

  test("Timeouts: JWT token 5 minutes (refreshed on use), state TTL 5 minutes, metadata 5 minutes", async () => {
    await world.open();
    const member = world.member();
    await register(member);
    const first = claimsOf((await conversation()).state.jwt_token);
    world.clock.aheadMs = 60_000;
    await member.says("menu");
    await member.hears(said("home.menu"));
    const { key, state } = await conversation();
    expect(claimsOf(state.jwt_token).exp).toBeGreaterThanOrEqual(first.exp + 59);
    for (const name of ["", "_stage", "_option", "_direction"]) {
      const ttl = await world.redis.ttl(`${key}${name}`);
      expect(ttl).toBeGreaterThan(280);
      expect(ttl).toBeLessThanOrEqual(300);
    }
  });
});

describe("Error Recovery", () => {
  test("Concurrent Modifications: optimistic locking with WATCH", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => count(watching)));
    const done = results.filter(({ ok }) => ok).length;
    expect((await stateOf()).state).toMatchObject({ count: done, _version: done });
  });

  test("Automatic retry (max 3 attempts); version conflict detection", async () => {
    await count(manager);
    let attempts = 0;
    const updated = await manager.atomicUpdate(
      KEY,
      async (state) => {
        attempts += 1;
        await count(watching);
        return { ...state };
      },
      TTL,
    );
    expect(attempts).toBe(3);
    expect(updated).toMatchObject({ ok: false, reason: "conflict" });
  });

  test("Failed Operations: atomic rollback", async () => {
    await manager.atomicUpdate(KEY, { a: 1 }, { ...TTL, stage: "home" });
    await redis.del(`${KEY}_option`);
    await redis.rpush(`${KEY}_option`, "not a string");
    const before = await world.dump();
    const failed = await manager.atomicUpdate(KEY, { _version: 1, a: 2 }, { ...TTL, option: "x" });
    expect(failed).toMatchObject({ ok: false, reason: "corrupt" });
    expect(await world.dump()).toEqual(before);
  });

  test("Detailed error logging", async () => {
    await count(manager);
    await manager.atomicUpdate(KEY, { _version: 7 }, TTL);
    expect(log).toEqual([
      {
        operation: "update",
        key: expect.stringMatching(/^[0-9a-f]{16}$/),
        attempt: 1,
        reason: "conflict",
        expected: 7,
        found: 1,
      },
    ]);
  });

  test("Preserved critical fields", async () => {
    await manager.atomicUpdate(KEY, { jwt_token: "t", profile: { name: "Tariro" } }, TTL);
    await manager.atomicUpdate(KEY, { _version: 9, jwt_token: "lost" }, TTL);
    expect((await stateOf()).state).toMatchObject({ jwt_token: "t", profile: { name: "Tariro" } });
  });
});

describe("Security", () => {
  test("Atomic operations prevent race conditions", async () => {
    const member = await openedMember();
    await fillOffer(member);
    const confirm = member.choice("confirm");
    await Promise.all(Array.from({ length: 5 }, () => member.tapsOld(confirm)));
    await member.hears(said("offer.sent"));
    expect(world.offersOf(member.phone)).toHaveLength(1);
  });

  test("Short-lived JWT tokens (5 minutes)", () => {
    const tokens = createTokens({ secrets: [SECRETS.JWT_SECRET], ttlSeconds: 300 });
    const claims = { conversationId: "c", sessionId: "s" };
    const token = tokens.issue({ ...claims, now: 0 });
    expect(tokens.verify(token, { ...claims, now: 299_000 })).toBe("valid");
    expect(tokens.verify(token, { ...claims, now: 300_000 })).toBe("expired");
  });

  test("Version tracking prevents stale updates", async () => {
    await count(manager);
    await count(manager);
    const stale = await manager.atomicUpdate(KEY, { _version: 1, count: 0 }, TTL);
    expect(stale).toMatchObject({ ok: false, reason: "conflict" });
  });

  test("Automatic cleanup of expired states", async () => {
    await manager.atomicUpdate(KEY, { a: 1 }, TTL);
    expect(await redis.ttl(KEY)).toBeGreaterThan(295);
    expect(await redis.ttl(KEY)).toBeLessThanOrEqual(300);
  });

  test("Isolated Redis instance", () => {
    expect(composeServices()["redis-state"]).toMatchObject({ networks: ["state"] });
    expect(composeServices()["redis-state"].ports).toBeUndefined();
  });
});

interface ComposeService {
  command?: string;
  environment?: { [name: string]: string };
  ports?: string[];
  volumes?: string[];
}

function composeServices(): { [name in "conversations" | "redis-state"]: ComposeService } {
  const compose = readFileSync(new URL("../compose.yaml", import.meta.url), "utf8");
  return (parse(compose, { merge: true }) as { services: ReturnType<typeof composeServices> })
    .services;
}

function claimsOf(token: unknown): { sub: string; iat: number; exp: number } {
  const [, claims = ""] = String(token).split(".");
  return JSON.parse(Buffer.from(claims, "base64url").toString());
}
