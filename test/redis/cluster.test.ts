import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { ready, tryTwice } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { createJournal } from "../../src/redis/journal.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { createLiveRecords } from "../../src/redis/operator/live-records.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { createPayees } from "../../src/redis/payees.ts";
import { createRateLimiter } from "../../src/redis/rate-limits.ts";
import { createReadinessProbe } from "../../src/redis/readiness.ts";
import { partitionsOf, primariesOf } from "../../src/redis/redis-client.ts";
import { createReleaseStore } from "../../src/redis/release-store.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { claimingCommitsContract } from "../contract/claiming-commits.ts";
import { BUSINESS_NUMBER_IDS, contactSessionsContract } from "../contract/contact-sessions.ts";
import { contactsContract } from "../contract/contacts.ts";
import { journalContract } from "../contract/journal.ts";
import { liveRecordsContract } from "../contract/live-records.ts";
import { outboxContract } from "../contract/outbox.ts";
import { payeesContract } from "../contract/payees.ts";
import { floodsContract } from "../contract/rate-limits.ts";
import { releaseStoreContract } from "../contract/release-store.ts";
import { type Open, record, reply, storeContract, turn } from "../contract/store.ts";
import { unsettledContract } from "../contract/unsettled.ts";

const cluster = await startRedisCluster({ withReplicas: false });
const redis = openRedis(cluster.url);
const partitions = partitionsOf(redis);

beforeAll(async () => {
  await ready(redis, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  await cluster.stop();
});

const storeOn = (ttlSeconds = 300, clock = Date.now) =>
  createStore({
    redis,
    states: new AtomicStateManager({ redis }),
    recordFields: contract.recordFields,
    ttlSeconds,
    clock,
  });

const open: Open = async ({ ttlSeconds, clock = Date.now } = {}) => {
  await cluster.flush();
  return {
    store: storeOn(ttlSeconds, clock),
    outbox: createOutbox({ redis, clock }),
    journal: createJournal({ redis }),
    async now() {
      const [seconds, micros] = await redis.time();
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
  };
};

/** Conversations of one partition. */
function idsIn(number: number, count: number): string[] {
  const ids: string[] = [];
  for (let at = 0; ids.length < count; at++)
    if (partitions.of(`c${at}`) === partitions.all[number]) ids.push(`c${at}`);
  return ids;
}

/** As Meta does: sends it again until it is accepted. */
async function untilDone<T>(operation: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      if (!(error instanceof StoreError && error.code === "unavailable")) throw error;
    }
  }
}

const openContacts = async () => {
  await cluster.flush();
  const settings = { locale: "sn", businessNumberIds: BUSINESS_NUMBER_IDS };
  const outbox = createOutbox({ redis, clock: Date.now });
  return { contacts: createContacts({ redis, ...settings }), store: storeOn(), outbox };
};

describe("on a cluster", () => {
  describe("the store", () => storeContract(open));
  describe("the outbox", () => {
    outboxContract(open);
    describe("a commit that claims", () => claimingCommitsContract(open));
    describe("a money call without an answer", () => unsettledContract(open));
    journalContract(open);
  });
  describe("contacts", () => contactsContract(openContacts));
  describe("sessions of contacts", () => contactSessionsContract(openContacts));
  describe("payees", () =>
    payeesContract(async (max) => {
      await cluster.flush();
      return createPayees({ redis, max });
    }));
  describe("the store of releases", () =>
    releaseStoreContract(async (kept) => {
      await cluster.flush();
      return createReleaseStore({ redis, kept });
    }));
  describe("live records", () =>
    liveRecordsContract(async () => {
      const records = createLiveRecords({ redis, recordFields: contract.recordFields });
      return { ...(await open()), records };
    }));
  describe("the rate limiter", () =>
    floodsContract(async (perMinute) => {
      await cluster.flush();
      return createRateLimiter({ redis, perMinute });
    }));
});

test("every primary has partitions of conversations", async () => {
  const { store } = await open();
  for (const [number] of partitions.all.entries())
    for (const id of idsIn(number, 1))
      await store.commit(turn({ conversationId: id, effects: [reply("a")] }));
  const sizes = await Promise.all(primariesOf(redis).map((node) => node.dbsize()));
  expect(sizes).toHaveLength(3);
  for (const size of sizes) expect(size).toBeGreaterThan(0);
});

test("due work of all partitions is found within the limit, and each partition's in its turn", async () => {
  const { store, outbox } = await open();
  const ids = partitions.all.flatMap((_, number) => idsIn(number, 3));
  for (const conversationId of ids)
    await store.commit(turn({ conversationId, effects: [reply("a")] }));
  const found: string[] = [];
  for (let search = 0; search < ids.length / 4; search++) {
    const { due, lateMs } = await outbox.due({ kind: "replies", limit: 4, leaseMs: 60_000 });
    expect(due.length).toBeLessThanOrEqual(4);
    if (found.length + due.length < ids.length) expect(lateMs).toBeGreaterThan(0);
    found.push(...due.map(({ conversationId }) => conversationId));
  }
  expect(found).toHaveLength(ids.length);
  expect(new Set(found)).toEqual(new Set(ids));
});

test("a session that a process did not end before it died is ended before its number's new contact is returned", async () => {
  const { contacts, store } = await openContacts();
  const [businessNumberId = ""] = BUSINESS_NUMBER_IDS;
  const former = await contacts.resolve({ phone: "1", userId: "a" });
  const conversationId = `${former.id}.${businessNumberId}`;
  await store.commit(turn({ conversationId, record: record(1) }));
  const owner = await contacts.resolve({ phone: "1", userId: "b" });
  expect(await store.load(conversationId)).toEqual({ kind: "none" });
  // As after a death between the two steps: the list is stored, and the session is open.
  await store.commit(turn({ conversationId, record: record(1) }));
  const contact = partitions.directory.contact(owner.id);
  await redis.hset(contact, "ending", former.id);
  expect((await contacts.resolve({ phone: "1", userId: "b" })).id).toBe(owner.id);
  expect(await store.load(conversationId)).toEqual({ kind: "none" });
  expect(await redis.hexists(contact, "ending")).toBe(0);
});

test("a slot that moves under load loses and repeats no commit", async () => {
  const { store, outbox } = await open();
  const [keys = partitions.directory] = partitions.all;
  const ids = idsIn(0, 60);
  const before = await cluster.ownerOf(keys.leases);
  const commitAll = async () => {
    for (const conversationId of ids) {
      const seen = { id: conversationId, at: 1 };
      const commit = turn({ conversationId, effects: [reply("a")], seen });
      await untilDone(() => store.commit(commit));
      // Meta sends the message again, as after a lost answer.
      expect(await untilDone(() => store.commit(commit))).toBe("duplicate");
    }
  };
  await Promise.all([commitAll(), cluster.moveSlotOf(keys.leases)]);
  expect((await cluster.ownerOf(keys.leases)).port).not.toBe(before.port);
  for (const id of ids) expect(await redis.llen(keys.lane("replies", id))).toBe(1);
  expect(await outbox.count()).toMatchObject({ due: ids.length });
});

test("a process that closes its connection ends, also while the driver reads the slots", async () => {
  const program = new URL("../support/closing-cluster.ts", import.meta.url);
  const args = ["--import", "tsx", fileURLToPath(program), cluster.url];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  onTestFinished(() => void child.kill("SIGKILL"));
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("is ready, and says which setting leads to a cluster where a single Redis was named", async () => {
  const observe = () => {};
  expect(await createReadinessProbe({ redis, observe })()).toEqual({ kind: "fit" });
  const [node] = cluster.nodes;
  const single = openRedis(node?.url ?? "");
  await ready(single, 5_000);
  expect(await createReadinessProbe({ redis: single, observe })()).toMatchObject({
    kind: "unfit",
    reason: expect.stringMatching(/cluster/),
  });
  single.disconnect();
});

test("a command that is cut after it was sent may have run", async () => {
  await ready(redis, 60_000);
  const key = partitions.of("cut").state("cut");
  const owner = new Redis((await cluster.ownerOf(key)).url);
  onTestFinished(() => owner.disconnect());
  await owner.call("CLIENT", "PAUSE", 20_000, "WRITE");
  const cut = redis.set(key, "x").catch((error: unknown) => error);
  await expect.poll(() => owner.client("LIST")).toMatch(/cmd=set /);
  await owner.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await owner.call("CLIENT", "UNPAUSE");
  const error = await cut;
  expect(error).toBeInstanceOf(Error);

  await expect.poll(() => ready(redis, 1_000)).toBe(true);
  const tries: boolean[] = [];
  await tryTwice(redis, async (mayHaveRun) => {
    tries.push(mayHaveRun);
    if (tries.length === 1) throw error;
  });
  expect(tries).toEqual([false, true]);
});
