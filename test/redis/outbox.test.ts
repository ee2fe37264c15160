import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  LANES,
  type Lease,
  type Outbox,
  type WorkKind,
} from "../../src/conversation/ports/outbox.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createJournal } from "../../src/redis/journal.ts";
import { keyspace } from "../../src/redis/keyspace.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { createStore, seenMark } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { claimingCommitsContract } from "../contract/claiming-commits.ts";
import { journalContract } from "../contract/journal.ts";
import { outboxContract } from "../contract/outbox.ts";
import { call, type Open, type Opened, reply, turn } from "../contract/store.ts";
import { unsettledContract } from "../contract/unsettled.ts";
import { ownDatabase } from "../support/database.ts";
import { startFarRedis } from "../support/far-redis.ts";
import { startRedisWire } from "../support/redis-wire.ts";
import { shaOf } from "../support/scripts.ts";

const HOUR_MS = 3_600_000;
const redis = connect(ownDatabase());

beforeAll(async () => {
  await ready(redis, 5_000);
});
afterAll(() => redis.disconnect());

const open: Open = async (options) => {
  await redis.flushdb();
  return storageOn(redis, options);
};

describe("the outbox in Redis", () => {
  outboxContract(open);
  describe("a commit that claims", () => claimingCommitsContract(open));
  describe("a money call without an answer", () => unsettledContract(open));
  journalContract(open);
});

test("keeps what was given up as it was, with its code and its tries", async () => {
  const { store, outbox } = await open();
  await store.commit(turn({ effects: [reply("s1:1:0")] }));
  const lease: Lease = { conversationId: "c1", lane: "replies", fence: "1" };
  await outbox.claim({ ...lease, leaseMs: 60_000 });
  const [entry] = await redis.lrange("replies:c1", 0, -1);
  await outbox.settle({ lease, token: "s1:1:0", outcome: { kind: "dead", code: "1 31" } });
  const tried = entry?.replace(" 0 0 0 ", " 0 0 1 ");
  expect(tried).not.toBe(entry);
  expect(await redis.zrange("dead", "0", "-1")).toEqual([`1_31 replies c1 ${tried}`]);
});

test("counts on from the tries that an earlier version has written into an entry", async () => {
  const { store, outbox } = await open();
  await store.commit(turn({ effects: [reply("a")] }));
  const [entry = ""] = await redis.lrange("replies:c1", 0, -1);
  await redis.lset("replies:c1", 0, entry.replace(" 0 0 0 ", " 0 3 1 "));
  await redis.hset("leases", "replies c1", "old 1");
  const lease: Lease = { conversationId: "c1", lane: "replies", fence: "1" };
  const claim = () => outbox.claim({ ...lease, leaseMs: 60_000 });
  expect(await claim()).toMatchObject({ attempts: 3, claims: 2 });
  expect(await claim()).toMatchObject({ attempts: 3, claims: 3 });
  await outbox.settle({ lease, token: "a", outcome: { kind: "retry", delayMs: 0 } });
  await vi.waitFor(
    async () => expect(await claim()).toMatchObject({ attempts: 4, claims: 1 }),
    60_000,
  );
});

describe("the failures beside a lease", () => {
  const lease: Lease = { conversationId: "c1", lane: "replies", fence: "1" };
  const field = "tries replies c1";
  const fail = async ({ outbox }: Opened, failures?: { [reason: string]: number }) => {
    await outbox.claim({ ...lease, leaseMs: 60_000 });
    await outbox.settle({ lease, token: "a", outcome: { kind: "retry", delayMs: 0, failures } });
  };
  const claim = async ({ outbox }: Opened) =>
    vi.waitFor(async () => {
      const work = await outbox.claim({ ...lease, fence: "2", leaseMs: 60_000 });
      expect(work).toBeDefined();
      return work;
    }, 60_000);

  test("are read from what an earlier version has written: none", async () => {
    const opened = await open();
    await opened.store.commit(turn({ effects: [reply("a")] }));
    await redis.hset("leases", "replies c1", "retry 1", field, "a 3 1");
    expect(await claim(opened)).toMatchObject({ attempts: 3, claims: 2, failures: {} });
  });

  test.each(["{", "[1]", '{"rate":"x"}', "null"])("are none where they are %s", async (text) => {
    const opened = await open();
    await opened.store.commit(turn({ effects: [reply("a")] }));
    await redis.hset("leases", "replies c1", "retry 1", field, `a 3 1 ${text}`);
    expect(await claim(opened)).toMatchObject({ effect: reply("a"), attempts: 3, failures: {} });
  });

  test("change nothing for an earlier version where there are none", async () => {
    const opened = await open();
    await opened.store.commit(turn({ effects: [reply("a")] }));
    await fail(opened);
    expect(await redis.hget("leases", field)).toBe("a 1 0");
  });

  test("stay out of the entry, also of a dead letter", async () => {
    const opened = await open();
    await opened.store.commit(turn({ effects: [reply("a")] }));
    await fail(opened, { rate: 1 });
    await claim(opened);
    const outcome = { kind: "dead", code: "131000" } as const;
    await opened.outbox.settle({ lease: { ...lease, fence: "2" }, token: "a", outcome });
    expect(await redis.zrange("dead", "0", "-1")).toEqual([
      expect.stringMatching(/^131000 replies c1 a 0 1 1 \{"effect"/),
    ]);
    expect(await redis.exists("leases")).toBe(0);
  });
});

test("a claim writes no entry again", async () => {
  const { store, outbox } = await open();
  await store.commit(turn({ effects: [reply("a")] }));
  const lease: Lease = { conversationId: "c1", lane: "replies", fence: "1" };
  const before = await redis.dumpBuffer("replies:c1");
  await outbox.claim({ ...lease, leaseMs: 60_000 });
  expect(await redis.dumpBuffer("replies:c1")).toEqual(before);
  await outbox.settle({ lease, token: "a", outcome: { kind: "done" } });
  expect(await redis.exists("leases")).toBe(0);
});

describe("lanes that an earlier version kept in the set of the timers", () => {
  const find = (outbox: Outbox, kind: WorkKind, limit = 9) =>
    outbox.due({ kind, limit, leaseMs: 60_000 });

  test("move to the set of their own kind when they are due, also behind due timers", async () => {
    const { store, outbox } = await open();
    await store.commit(turn({ effects: [reply("a"), call("b")] }));
    await redis.del("due:replies", "due:calls");
    const timers = Array.from({ length: 50 }, (_, at) => ["1", `timer c2 t${at}`]);
    await redis.zadd("due", ...timers.flat());
    await redis.zadd("due", 2, "replies c1", 3, "calls c1", 4, "unsettled c1");
    await redis.zadd("due", Date.now() + HOUR_MS, "replies c3");

    const found = await find(outbox, "timers", 5);
    expect(found.due).toHaveLength(5);
    for (const { kind } of found.due) expect(kind).toBe("timer");
    for (const lane of LANES)
      expect(await find(outbox, lane)).toEqual({
        ...{ due: [{ kind: "lane", conversationId: "c1", lane }], lateMs: 0 },
      });
    expect((await redis.zrange("due", "0", "-1")).filter((name) => !/^timer /.test(name))).toEqual([
      "replies c3",
    ]);
  });

  test("are not due earlier than their own set says, nor worked on beside a lease", async () => {
    const { store, outbox } = await open();
    await store.commit(turn({ effects: [reply("a")] }));
    const lease: Lease = { conversationId: "c1", lane: "replies", fence: "1" };
    await outbox.claim({ ...lease, leaseMs: 60_000 });
    await redis.zadd("due", 1, "replies c1");
    await find(outbox, "timers");
    expect(await find(outbox, "replies")).toEqual({ due: [], lateMs: 0 });
    expect(await redis.exists("due")).toBe(0);
  });

  test("leave their timers where they are: those are found as before", async () => {
    const { store, outbox } = await open();
    await redis.zadd("due", 1, "timer c1 t1", 2, "timer c1 t2");
    await store.commit(turn({ effects: [{ kind: "cancel", token: "t1" }] }));
    const due = [{ kind: "timer", conversationId: "c1", token: "t2" }];
    expect(await find(outbox, "timers")).toEqual({ due, lateMs: 0 });
    await store.commit(turn({ settles: { kind: "timer", token: "t2" } }));
    expect(await outbox.count()).toMatchObject({ due: 0 });
  });
});

test("gives up an unreadable entry, with or without a token, and continues with the next", async () => {
  const { store, outbox } = await open();
  await redis.rpush("replies:c1", "no entry", "", "a 0 0 0 {");
  await store.commit(turn({ effects: [reply("b")] }));
  const lease: Lease = { conversationId: "c1", lane: "replies", fence: "1" };
  const work = await outbox.claim({ ...lease, leaseMs: 60_000 });
  expect(work?.effect.token).toBe("b");
  expect((await redis.zrange("dead", "0", "-1")).sort()).toEqual([
    "unreadable replies c1 ",
    "unreadable replies c1 a 0 0 1 {",
    "unreadable replies c1 no entry",
  ]);
});

test("forgets a lane that an operator has deleted", async () => {
  const { store, outbox } = await open();
  await store.commit(turn({ effects: [reply("a")] }));
  await redis.del("replies:c1");
  const lease: Lease = { conversationId: "c1", lane: "replies", fence: "1" };
  expect(await outbox.claim({ ...lease, leaseMs: 60_000 })).toBeUndefined();
  expect(await outbox.count()).toMatchObject({ due: 0 });
});

test("gives a head and settles it once though the answers are lost", async () => {
  const { far, proxy, server } = await startFarRedis();
  const { store, outbox } = storageOn(far);
  const lease: Lease = { conversationId: "c1", lane: "replies", fence: "1" };
  const settle = (token: string) => outbox.settle({ lease, token, outcome: { kind: "done" } });
  await store.commit(turn({ effects: ["a", "b", "c"].map(reply) }));
  await outbox.claim({ ...lease, leaseMs: 60_000 });
  await settle("a");

  proxy.cutAnswerTo("evalsha");
  expect(await outbox.claim({ ...lease, leaseMs: 60_000 })).toMatchObject({ effect: reply("b") });
  proxy.cutAnswerTo("evalsha");
  expect(await settle("b")).toBe("lost");
  expect(proxy.cuts()).toBe(2);
  expect(await outbox.claim({ ...lease, leaseMs: 60_000 })).toMatchObject({ effect: reply("c") });

  await server.stop();
  const startedAt = performance.now();
  const results = await Promise.allSettled([
    outbox.due({ kind: "timers", limit: 1, leaseMs: 1 }),
    outbox.claim({ ...lease, leaseMs: 1 }),
    outbox.markSent({ lease, token: "c", leaseMs: 1, note: [] }),
    settle("c"),
    outbox.sweep({ olderThanMs: 1 }),
    outbox.count(),
  ]);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  for (const result of results) {
    expect(result).toMatchObject({ reason: { name: "StoreError", code: "unavailable" } });
  }
});

describe("settlements of one turn of the event loop", () => {
  const IDS = ["c1", "c2", "c3"];
  const leaseOf = (conversationId: string): Lease => ({
    ...{ conversationId, lane: "replies", fence: "1" },
  });
  const claimAll = async ({ store, outbox }: Opened) => {
    for (const conversationId of IDS) {
      await store.commit(turn({ conversationId, effects: [reply("a")] }));
      await outbox.claim({ ...leaseOf(conversationId), leaseMs: 60_000 });
    }
  };
  const settleAll = ({ outbox }: Opened) =>
    Promise.allSettled(
      IDS.map((id) => outbox.settle({ lease: leaseOf(id), token: "a", outcome: { kind: "done" } })),
    );
  const done = (value: string) => ({ status: "fulfilled", value });

  test("go in one script", async () => {
    const { far } = await startFarRedis();
    const opened = storageOn(far);
    await claimAll(opened);
    await far.config("RESETSTAT");
    expect(await settleAll(opened)).toEqual(IDS.map(() => done("empty")));
    // The first call of a script is by its hash, which Redis does not know, and then by its text.
    expect(await far.info("commandstats")).toMatch(/cmdstat_eval:calls=1,/);
  });

  test("do not depend on each other: one is lost, one finds a key of another type", async () => {
    const opened = await open();
    await claimAll(opened);
    await redis.hset("leases", "replies c1", "another 9999999999999");
    await redis.del("lines:c2");
    await redis.set("lines:c2", "a");
    const before = await redis.dumpBuffer("replies:c2");
    expect(await settleAll(opened)).toMatchObject([
      done("lost"),
      { status: "rejected", reason: { name: "StoreError", code: "corrupt" } },
      done("empty"),
    ]);
    expect(await redis.dumpBuffer("replies:c2")).toEqual(before);
    expect(await redis.exists("replies:c1", "replies:c3")).toBe(1);
  });

  test.each(["half", "answer"] as const)("that are cut (%s) are done once", async (phase) => {
    const server = await startRedis();
    onTestFinished(server.stop);
    const wire = await startRedisWire(server.port);
    onTestFinished(wire.close);
    const far = connect(`redis://127.0.0.1:${wire.port}`);
    onTestFinished(() => far.disconnect());
    await ready(far, 5_000);
    const opened = storageOn(far);
    await claimAll(opened);
    // The script is known by then.
    const { outbox } = opened;
    await outbox.settle({ lease: leaseOf("c9"), token: "a", outcome: { kind: "done" } });
    void wire.set({ phase, words: [shaOf("settle")], strike: async () => "cut" });
    const outcome = phase === "half" ? "empty" : "lost";
    expect(await settleAll(opened)).toEqual(IDS.map(() => done(outcome)));
    expect(await far.keys("replies:*")).toEqual([]);
    for (const id of IDS) expect(await far.llen(`lines:${id}`)).toBe(2);
  });
});

test("a sweep leaves no key of the hours that it drops", async () => {
  const { store, outbox } = await open({ clock: () => 100 * HOUR_MS });
  for (const id of ["a", "b", "c"]) await store.commit(turn({ seen: { id, at: 0 } }));
  expect(await redis.keys("seen:*")).toHaveLength(4);
  await outbox.sweep({ olderThanMs: 48 * HOUR_MS });
  expect(await redis.keys("*")).toEqual(["lines:c1"]);
});

test("an hour of 100,000 messages costs less than 10 bytes a seen mark", async () => {
  const { store } = await open();
  const count = 100_000;
  const sets = new Map<string, string[]>();
  for (let index = 0; index < count; index++) {
    const mark = seenMark({ id: `m${index}`, at: 0 });
    const marks = sets.get(keyspace.seen(mark)) ?? [];
    sets.set(keyspace.seen(mark), marks);
    marks.push(mark.mark);
  }
  let added = 0;
  // One after another: a command has little time, and these are large.
  for (const [set, marks] of sets) added += await redis.sadd(set, marks);
  expect(added).toBe(count);

  const buckets = keyspace.seenBuckets(0);
  const encodings = await Promise.all(buckets.map((set) => redis.object("ENCODING", set)));
  expect(new Set(encodings)).toEqual(new Set(["intset"]));
  const sizes = await Promise.all(buckets.map((set) => redis.memory("USAGE", set)));
  const bytes = sizes.reduce((sum: number, size) => sum + Number(size), 0);
  expect(bytes / count).toBeLessThan(10);
  expect(await store.commit(turn({ seen: { id: "m99999", at: 0 } }))).toBe("duplicate");
  expect(await store.commit(turn({ seen: { id: "another", at: 0 } }))).toBe("committed");
});

test("on the Redis of compose.yaml, an hour of two million messages costs less than 10 bytes a seen mark", async () => {
  const compose = readFileSync(new URL("../../compose.yaml", import.meta.url), "utf8");
  const setting = /--set-max-intset-entries \d+/.exec(compose)?.[0].split(" ") ?? [];
  const server = await startRedis(...setting);
  onTestFinished(server.stop);
  const shipped = connect(server.url);
  onTestFinished(() => shipped.disconnect());
  await ready(shipped, 5_000);
  // An even share of them in one of the sets.
  const count = Math.floor(2_000_000 / keyspace.seenBuckets(0).length);
  const marks = Array.from({ length: count }, (_, at) => seenMark({ id: `m${at}`, at: 0 }).mark);
  expect(await shipped.sadd("marks", marks)).toBe(count);
  expect(await shipped.object("ENCODING", "marks")).toBe("intset");
  expect(Number(await shipped.memory("USAGE", "marks")) / count).toBeLessThan(10);
});

test("the clock of the process says nothing about what is due", async () => {
  const opened = await open({ clock: () => 0 });
  await opened.store.commit(turn({ effects: [call("a")] }));
  const soon = storageOn(redis, { clock: () => Date.now() + 48 * HOUR_MS });
  await soon.store.commit(turn({ effects: [{ kind: "timer", token: "t", delayMs: HOUR_MS }] }));
  const due = [{ kind: "lane", conversationId: "c1", lane: "calls" }];
  const find = (kind: WorkKind) => soon.outbox.due({ kind, limit: 9, leaseMs: HOUR_MS });
  expect(await find("calls")).toEqual({ due, lateMs: 0 });
  expect(await find("timers")).toEqual({ due: [], lateMs: 0 });
});

function storageOn(
  on: typeof redis,
  { ttlSeconds = 300, clock = Date.now }: Parameters<Open>[0] = {},
): Opened {
  const states = new AtomicStateManager({ redis: on, clock });
  return {
    store: createStore({
      redis: on,
      states,
      recordFields: contract.recordFields,
      ttlSeconds,
      clock,
    }),
    outbox: createOutbox({ redis: on, clock }),
    journal: createJournal({ redis: on }),
    async now() {
      const [seconds, micros] = await on.time();
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
  };
}

test("a sweep drops old dead letters and parked events, and one process at a time sweeps", async () => {
  const { outbox } = await open();
  const old = Date.now() - 31 * 24 * HOUR_MS;
  await redis.zadd("dead", old, "1 replies c1 a", Date.now(), "1 replies c1 b");
  const parked = (at: number) => JSON.stringify({ conversationId: "c1", at, event: {}, cause: "" });
  await redis.rpush("parked", parked(old), parked(Date.now()));
  // A sweep that fails keeps no other one from it.
  await redis.rename("dead", "another");
  await redis.set("dead", "of another type");
  await expect(outbox.sweep({ olderThanMs: 48 * HOUR_MS })).rejects.toThrow();
  expect(await redis.exists("sweep")).toBe(0);
  await redis.rename("another", "dead");
  await redis.set("sweep", "1", "PX", 60_000);
  await outbox.sweep({ olderThanMs: 48 * HOUR_MS });
  expect(await outbox.count()).toMatchObject({ dead: 2, parked: 2 });
  await redis.del("sweep");
  await outbox.sweep({ olderThanMs: 48 * HOUR_MS });
  expect(await outbox.count()).toMatchObject({ dead: 1, parked: 1 });
  expect(await redis.exists("sweep")).toBe(0);
});
