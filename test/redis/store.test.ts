import { inspect } from "node:util";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Lease } from "../../src/conversation/ports/outbox.ts";
import type { Commit, Store } from "../../src/conversation/ports/store.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createJournal } from "../../src/redis/journal.ts";
import { keyspace } from "../../src/redis/keyspace.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { createRecentRecords, type RecentRecords } from "../../src/redis/recent-records.ts";
import { createStore, seenMark } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import {
  call,
  loaded,
  type Open,
  record,
  reply,
  sharedMarksContract,
  storeContract,
  turn,
} from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";
import { startProxy } from "../support/proxy.ts";

const TTL_SECONDS = 300;
const METADATA = ["user:c1_stage", "user:c1_option", "user:c1_direction"];
const lease: Lease = { conversationId: "c1", lane: "calls", fence: "1" };
const redis = connect(ownDatabase());

beforeAll(async () => {
  await ready(redis, 5_000);
});
afterAll(() => redis.disconnect());

const open: Open = async ({ ttlSeconds = TTL_SECONDS } = {}) => {
  await redis.flushdb();
  return {
    store: storeOn(redis, { ttlSeconds }),
    outbox: createOutbox({ redis, clock: Date.now }),
    journal: createJournal({ redis }),
    async now() {
      const [seconds, micros] = await redis.time();
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
  };
};

const openRemembering: Open = async (options) => {
  const recent = createRecentRecords({
    maxSize: 1_000_000,
    keptMs: 300_000,
    clock: Date.now,
    recordFields: contract.recordFields,
  });
  return { ...(await open(options)), store: storeOn(redis, { ...options, recent }) };
};

describe("the store in Redis", () => {
  storeContract(open);
  sharedMarksContract(open);
});

describe("the store in Redis that remembers its commits", () => storeContract(openRemembering));

test.each([
  ["DlRg32aYfsIWstTvNvvFvQ", 51, "-3797294114149038676"],
  ["ypeBEsobvcr6wjGzmiPcTQ", 187, "-9141604741184934051"],
])("the mark of %s is the one that earlier releases have left", (id, bucket, mark) => {
  expect(seenMark({ id, at: 3 * 3_600_000 + 1 })).toEqual({ hour: 3, bucket, mark });
});

test("forgets the mark of a message of the far future, but not before Meta stops delivering it", async () => {
  const { store } = await open();
  const hourMs = 3_600_000;
  for (const ahead of [0, 24 * hourMs, 24 * 400 * hourMs]) {
    await redis.flushdb();
    const seen = { id: "m1", at: Date.now() + ahead };
    expect(await store.commit(turn({ seen }))).toBe("committed");
    expect(await store.commit(turn({ seen }))).toBe("duplicate");
    const { hour, bucket } = seenMark(seen);
    const isSwept = (await redis.smembers("seen:hours")).includes(String(hour));
    const ttl = await redis.ttl(keyspace.seen({ hour, bucket }));
    expect(isSwept ? ttl : ttl > 7 * 24 * 3_600).toBe(isSwept ? -1 : true);
    expect(isSwept).toBe(ahead < 48 * hourMs);
  }
});

describe("metadata", () => {
  const stage = { stage: "offer.amount", option: "offer", direction: "OUT" } as const;

  test("are written beside the state, and expire with it", async () => {
    const { store } = await open();
    await store.commit(turn({ record: record(1), metadata: stage }));
    expect(await redis.mget(METADATA)).toEqual(["offer.amount", "offer", "OUT"]);
    await expectTtl(["user:c1", ...METADATA]);
  });

  test("keep the last choice, for as long as the state, when nothing was chosen", async () => {
    const { store } = await open();
    await store.commit(turn({ record: record(1), metadata: stage }));
    for (const key of ["user:c1", ...METADATA]) await redis.expire(key, 9);
    const metadata = { stage: "menu", direction: "IN" } as const;
    await store.commit(turn({ loaded: loaded(1), record: record(2), metadata }));
    expect(await redis.mget(METADATA)).toEqual(["menu", "offer", "IN"]);
    await expectTtl(["user:c1", ...METADATA]);
  });

  test("lose the last choice with the session that it was made in", async () => {
    const { store } = await open();
    await store.commit(turn({ record: record(1), metadata: stage }));
    const metadata = { stage: "menu", direction: "IN" } as const;
    const next = { loaded: loaded(1), record: record(2), metadata, endsSession: true };
    await store.commit(turn(next));
    expect(await redis.mget(METADATA)).toEqual(["menu", null, "IN"]);
  });

  test("go when the conversation is cleaned, and stay when a commit is stale", async () => {
    const { store } = await open();
    await store.commit(turn({ record: record(1), metadata: stage }));
    await store.commit(turn({ loaded: loaded(1), effects: [reply("s1:1:0")] }));
    expect(await redis.exists(METADATA)).toBe(3);
    await store.cleanup({ conversationId: "c1", version: 1, preserve: ["profile"] });
    expect(await redis.exists(METADATA)).toBe(0);
    await expectTtl(["user:c1"]);
  });
});

test("the time of a journal begins anew with each turn, not with the outcome of a reply", async () => {
  const { store, outbox } = await open();
  const journal = keyspace.journal("c1");
  const send = async (token: string) => {
    const claimed = { ...lease, lane: "replies" as const };
    await outbox.claim({ ...claimed, leaseMs: 60_000 });
    await outbox.settle({ lease: claimed, token, outcome: { kind: "done" } });
  };
  await store.commit(turn({ effects: [reply("a")] }));
  await redis.expire(journal, 9);
  await send("a");
  expect(await redis.ttl(journal)).toBeLessThanOrEqual(9);
  await store.commit(turn({ effects: [reply("b")] }));
  expect(await redis.ttl(journal)).toBeGreaterThan(9);
  await redis.del(journal);
  await send("b");
  expect(await redis.llen(journal)).toBe(1);
  expect(await redis.ttl(journal)).toBeGreaterThan(9);
});

describe("a corrupt record", () => {
  const notText = Buffer.from([0x7b, 0xff, 0xfe]);
  const otherSchema = JSON.stringify({ ...record(7), snapshot: "secret" });

  test.each([
    ["cut JSON", '{"jwt_token":"secret'],
    ["no object", "[1]"],
    ["no text", notText],
  ])("is loaded as such if it is %s, and put aside by what replaces it", async (_, text) => {
    const { store } = await open();
    await redis.set("user:c1", text);
    const old = await redis.dumpBuffer("user:c1");
    const corrupt = await loadCorrupt(store);
    expect(await store.commit(turn({ loaded: corrupt, record: record(1) }))).toBe("committed");
    expect(await store.load("c1")).toEqual(loaded(1));
    expect(await redis.dumpBuffer("corrupt:c1")).toEqual(old);
    expect(await redis.ttl("corrupt:c1")).toBeGreaterThan(6 * 24 * 3_600);
  });

  test("may be of another type, and of another schema", async () => {
    const { store } = await open();
    await redis.rpush("user:c1", "secret");
    await store.commit(turn({ loaded: await loadCorrupt(store), record: record(1) }));
    expect(await redis.lrange("corrupt:c1", 0, -1)).toEqual(["secret"]);
    await redis.set("user:c1", otherSchema);
    await store.commit(turn({ loaded: await loadCorrupt(store), record: record(1) }));
    expect(await redis.get("corrupt:c1")).toBe(otherSchema);
    expect(await store.load("c1")).toEqual(loaded(1));
  });

  test("is put aside also by a commit that has no record", async () => {
    const { store } = await open();
    await redis.set("user:c1", "{");
    const stale = turn({ loaded: await loadCorrupt(store), effects: [reply("s1:1:0")] });
    expect(await store.commit(stale)).toBe("committed");
    expect(await redis.get("corrupt:c1")).toBe("{");
    expect(await store.load("c1")).toEqual({ kind: "none" });
  });

  test("is compared whole, also if it begins as ours do", async () => {
    const { store } = await open();
    const cut = `{"_version":1,"session_id":"s1","_nonce":"ab","_last_updated":"${"x".repeat(300)}`;
    await redis.set("user:c1", cut);
    const corrupt = await loadCorrupt(store);
    await redis.append("user:c1", "y");
    expect(await store.commit(turn({ loaded: corrupt, record: record(1) }))).toBe("conflict");
    const changed = await loadCorrupt(store);
    expect(await store.commit(turn({ loaded: changed, record: record(1) }))).toBe("committed");
    expect(await redis.get("corrupt:c1")).toBe(`${cut}y`);
  });

  test("of another type is not replaced if it is gone by then", async () => {
    const { store } = await open();
    await redis.rpush("user:c1", "a");
    const corrupt = await loadCorrupt(store);
    await redis.del("user:c1");
    expect(await store.commit(turn({ loaded: corrupt, record: record(1) }))).toBe("conflict");
    expect(await redis.keys("*")).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["otherwise corrupt", () => redis.set("user:c1", "[")],
    ["a record", () => redis.set("user:c1", JSON.stringify(record(1)))],
    ["of another type", async () => [await redis.del("user:c1"), await redis.sadd("user:c1", "a")]],
    ["gone", () => redis.del("user:c1")],
  ])("is not replaced if it is %s by then", async (_, change) => {
    const { store } = await open();
    await redis.set("user:c1", "{");
    const corrupt = await loadCorrupt(store);
    await change();
    const before = await dump(redis);
    expect(await store.commit(turn({ loaded: corrupt, record: record(1) }))).toBe("conflict");
    expect(await dump(redis)).toEqual(before);
  });

  test("does not overwrite a record repaired between load and commit", async () => {
    const { store } = await open();
    const other = redis.duplicate();
    onTestFinished(() => other.disconnect());
    await ready(other, 5_000);
    const repairer = storeOn(other);
    for (let round = 0; round < 100; round += 1) {
      await redis.set("user:c1", "{");
      const repair = turn({ loaded: await repairer.load("c1"), record: record(1) });
      const [found] = await Promise.all([store.load("c1"), repairer.commit(repair)]);
      const late = await store.commit(turn({ loaded: found, record: record(2) }));
      expect(late).toBe(found.kind === "corrupt" ? "conflict" : "committed");
    }
  });
});

describe("a commit that fails midway changes nothing", () => {
  const seen = { id: "m1", at: Date.UTC(2025, 0, 2, 3, 4, 5) };
  const whole = turn({
    loaded: loaded(1),
    record: record(2),
    metadata: { stage: "menu", option: "offer", direction: "IN" },
    seen,
    settles: { kind: "call", lease, token: "s1:1:0", reconcileAfterMs: 1 },
    notices: { notices: "off", at: seen.at },
    parked: { event: {}, cause: "Error" },
    effects: [
      reply("s1:2:0"),
      call("s1:2:1"),
      { kind: "timer", token: "s1:2:2", delayMs: 1 },
      { kind: "cancel", token: "s1:1:1" },
    ],
  });
  const begin = turn({
    record: record(1),
    metadata: { stage: "menu", option: "home", direction: "OUT" },
    seen: { ...seen, id: "m0" },
    effects: [call("s1:1:0"), { kind: "timer", token: "s1:1:1", delayMs: 1 }, reply("s1:1:2")],
  });
  const seenKey = keyspace.seen(seenMark(seen));
  const due = ["due", "due:replies", "due:calls", "due:unsettled"];
  const lists = [...due, "leases", seenKey, "seen:hours"];

  test.each([
    ...lists,
    "replies:c1",
    "calls:c1",
    "unsettled:c1",
    "parked",
    "lines:c1",
    "contact:c1",
  ])("if %s holds another type, which it names", async (key) => {
    const { store, outbox } = await open();
    await store.commit(begin);
    await outbox.claim({ ...lease, leaseMs: 60_000 });
    await redis.del(key);
    await (lists.includes(key) ? redis.rpush(key, "a") : redis.set(key, "a"));
    const before = await dump(redis);
    const error = await failureOf(store.commit(whole));
    expect(error).toMatchObject({ name: "StoreError", code: "corrupt" });
    expect(error).toHaveProperty("message", expect.stringContaining(`${key} holds another type`));
    expect(await dump(redis)).toEqual(before);
  });

  test("but metadata of another type are replaced", async () => {
    const { store } = await open();
    await store.commit(begin);
    for (const key of METADATA) {
      await redis.del(key);
      await redis.rpush(key, "a");
    }
    expect(await store.commit({ ...whole, settles: undefined })).toBe("committed");
    expect(await redis.mget(METADATA)).toEqual(["menu", "offer", "IN"]);
  });

  test("if the state itself does by then, which is a conflict", async () => {
    const { store, outbox } = await open();
    await store.commit(begin);
    await outbox.claim({ ...lease, leaseMs: 60_000 });
    await redis.del("user:c1");
    await redis.rpush("user:c1", "a");
    const before = await dump(redis);
    expect(await store.commit(whole)).toBe("conflict");
    expect(await dump(redis)).toEqual(before);
    await loadCorrupt(store);
  });

  test.each<[string, Commit]>([
    ["all that there is", whole],
    ["a first record", turn({ conversationId: "c2", record: record(1) })],
    ["no record", { ...whole, record: undefined, metadata: undefined, settles: undefined }],
  ])("if Redis is out of memory: %s", async (_, commit) => {
    const { server } = await startFar();
    const { near, store } = await openOn(server.url);
    await store.commit(begin);
    await createOutbox({ redis: near, clock: Date.now }).claim({ ...lease, leaseMs: 60_000 });
    const before = await dump(near);
    await near.config("SET", "maxmemory", 1);
    const error = await failureOf(store.commit(commit));
    expect(error).toMatchObject({ code: "unavailable", cause: { message: /OOM/ } });
    expect(await dump(near)).toEqual(before);
    await near.config("SET", "maxmemory", 0);
    expect(await store.commit(commit)).toBe("committed");
  });

  test.each<[string, string, Partial<Commit>]>([
    ["the outcome of a call", JSON.stringify(record(1)), { settles: whole.settles }],
    ["what replaces a corrupt record", "{", { record: record(1) }],
  ])("nor does memory run out in the middle of it: %s", async (_, state, commit) => {
    const { server } = await startFar();
    const { near, store } = await openOn(server.url);
    await store.commit(begin);
    await createOutbox({ redis: near, clock: Date.now }).claim({ ...lease, leaseMs: 60_000 });
    await near.set("user:c1", state);
    const then = await store.load("c1");
    await near.config("SET", "maxmemory", 1);
    const late = turn({ loaded: then, effects: [reply("s1:2:0"), call("s1:2:1")], ...commit });
    expect(await store.commit(late)).toBe("committed");
    expect(await near.llen("replies:c1")).toBe(2);
    expect(await near.lrange("calls:c1", -1, -1)).toEqual([expect.stringMatching(/^s1:2:1 /)]);
  });
});

describe("a connection that is cut", () => {
  test("after a commit was made does not make it twice, nor hide it", async () => {
    const { far, proxy } = await startFar();
    const store = storeOn(far);
    await store.commit(turn({ record: record(1) }));
    proxy.cutAnswerTo("evalsha");
    const commit = turn({ loaded: loaded(1), record: record(2), effects: [reply("s1:2:0")] });
    expect(await store.commit({ ...commit, seen: { id: "m1", at: 0 } })).toBe("committed");
    expect(proxy.cuts()).toBe(1);
    expect(await store.load("c1")).toEqual(loaded(2));
    expect(await far.llen("replies:c1")).toBe(1);
  });

  test("after a commit has claimed its lanes says so again, with or without a record", async () => {
    const { far, proxy } = await startFar();
    const store = storeOn(far);
    const claim = (fence: string) => ({ fence, leaseMs: { replies: 60_000, calls: 60_000 } });
    const effects = [reply("s1:1:0"), call("s1:1:1")];
    const first = turn({ record: record(1), effects, claim: claim("1") });
    const stale = turn({
      conversationId: "c2",
      seen: { id: "m1", at: 0 },
      effects,
      claim: claim("2"),
    });
    for (const commit of [first, stale]) {
      proxy.cutAnswerTo("evalsha");
      expect(await store.commit(commit)).toBe("claimed");
    }
    expect(proxy.cuts()).toBe(2);
    expect(await Promise.all(["c1", "c2"].map((id) => far.llen(`replies:${id}`)))).toEqual([1, 1]);
  });

  test("after a stale message was marked makes a duplicate of it, which is as good", async () => {
    const { far, proxy } = await startFar();
    const store = storeOn(far);
    await store.commit(turn({ record: record(1) }));
    proxy.cutAnswerTo("evalsha");
    const stale = turn({ loaded: loaded(1), effects: [reply("s1:1:0")] });
    expect(await store.commit({ ...stale, seen: { id: "m1", at: 0 } })).toBe("duplicate");
    expect(await far.llen("replies:c1")).toBe(1);
  });

  test("reports an unreachable Redis within a second, and nothing else", async () => {
    const { far, server } = await startFar();
    const store = storeOn(far);
    await store.commit(turn({ record: record(1) }));
    await server.stop();
    const startedAt = performance.now();
    const errors = await Promise.all([
      failureOf(store.load("c1")),
      failureOf(store.commit(turn({ loaded: loaded(1), record: record(2) }))),
      failureOf(store.cleanup({ conversationId: "c1", version: 1, preserve: [] })),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    for (const error of errors) {
      expect(error).toMatchObject({ name: "StoreError", code: "unavailable" });
      expect(inspect(error, { depth: 9 })).not.toMatch(/263770000000|a\.b\.c|Tariro/);
    }
  });
});

function storeOn(
  on: Redis,
  {
    ttlSeconds = TTL_SECONDS,
    recent,
  }: { ttlSeconds?: number | undefined; recent?: RecentRecords } = {},
): Store {
  const states = new AtomicStateManager({ redis: on });
  const { recordFields } = contract;
  return createStore({ redis: on, states, recordFields, recent, ttlSeconds, clock: Date.now });
}

async function loadCorrupt(store: Store) {
  const found = await store.load("c1");
  expect(found).toMatchObject({ kind: "corrupt", cause: { name: "StoreError", code: "corrupt" } });
  expect(found).toHaveProperty("cause.message", expect.stringContaining("user:c1 "));
  expect(inspect(found)).not.toContain("secret");
  return found;
}

/** All of them expire together, when the TTL is over. */
async function expectTtl(keys: string[]): Promise<void> {
  const [first = 0, ...others] = await Promise.all(keys.map((key) => redis.pexpiretime(key)));
  for (const other of others) expect(Math.abs(other - first)).toBeLessThan(50);
  const ttl = await redis.ttl("user:c1");
  expect(ttl).toBeGreaterThan(TTL_SECONDS - 5);
  expect(ttl).toBeLessThanOrEqual(TTL_SECONDS);
}

async function dump(on: Redis): Promise<unknown[]> {
  const keys = (await on.keys("*")).sort();
  const dumps = keys.map((key) => Promise.all([on.dumpBuffer(key), on.pexpiretime(key)]));
  return [keys, await Promise.all(dumps)];
}

function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => new Error(`It did not fail: ${value}`),
    (error: unknown) => error,
  );
}

/** A Redis of the test's own, and the way to it through a proxy. */
async function startFar() {
  const server = await startRedis("--maxmemory-policy", "noeviction");
  onTestFinished(server.stop);
  const proxy = await startProxy(server.port);
  onTestFinished(proxy.close);
  const { near: far } = await openOn(`redis://127.0.0.1:${proxy.port}`);
  return { server, proxy, far };
}

async function openOn(url: string) {
  const near = connect(url);
  onTestFinished(() => near.disconnect());
  await ready(near, 5_000);
  return { near, store: storeOn(near) };
}
