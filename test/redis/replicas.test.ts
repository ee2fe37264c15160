import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { type RedisCluster, startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { partitionsOf, type RedisClient } from "../../src/redis/redis-client.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { call, loaded, record, reply, turn } from "../contract/store.ts";
import { startProxy } from "../support/proxy.ts";

/** Longer than any test needs, and than a command may take: the wait does not end before the command does. */
const LONG_MS = 50_000;
const HELD_BACK_MS = 20;

test.each([
  { count: 0, lost: true, what: "an acknowledged commit" },
  { count: 1, lost: false, what: "no acknowledged commit" },
])(
  "where commits wait for $count replicas, a primary that dies before it has replicated loses $what",
  async ({ count, lost }) => {
    const cluster = await startRedisCluster();
    onTestFinished(cluster.stop);
    const { redis, store } = await open(cluster.url, { count, waitMs: LONG_MS });
    const key = partitionsOf(redis).of("c1").state("c1");
    await store.commit(turn({ record: record(1) }));
    await cluster.replicated();
    const { primary, replica } = await nodesOf(cluster, key);
    const versionAt = async (node: RedisServer) =>
      /"_version":(\d+)/.exec(String(await clientOf(node.url).get(key)))?.[1];

    await cutOff(primary, replica);
    const commit = store.commit(second());
    const isAcknowledged = commit.then(
      () => true,
      () => false,
    );
    await expect.poll(() => versionAt(primary)).toBe("2");
    await primary.kill();
    replica.process.kill("SIGCONT");
    await expect.poll(() => roleOf(replica), { timeout: 60_000 }).toMatch(/^master/);
    expect((await isAcknowledged) && (await versionAt(replica)) === "1").toBe(lost);

    // As Meta does: delivers again until the webhook is taken. What was not acknowledged runs now.
    if (lost) return;
    const { store: later } = await open(cluster.url, { count });
    const again = () => later.commit(second()).catch(() => "unavailable");
    await expect.poll(again, { timeout: 60_000 }).toBe("committed");
    expect(await again()).toBe("duplicate");
    expect(await versionAt(replica)).toBe("2");
  },
);

test("without the setting no WAIT is sent; with it, one for all commits of a turn of the event loop", async () => {
  const { primary, replica } = await startPair();
  const without = await open(primary.url, { count: 0 });
  await without.store.commit(turn({ conversationId: "c0", effects: [reply("a")] }));
  expect(await callsOf("wait", primary)).toBe(0);
  const { store, outbox, unreplicated } = await open(primary.url, { count: 1, waitMs: LONG_MS });
  const ids = Array.from({ length: 20 }, (_, at) => `c${at + 1}`);
  const commits = ids.map((conversationId) =>
    store.commit(turn({ conversationId, effects: [reply("a")] })),
  );
  expect(await Promise.all(commits)).toEqual(ids.map(() => "committed"));
  expect(await callsOf("wait", primary)).toBe(1);
  expect(await clientOf(replica.url).llen("replies:c20")).toBe(1);

  const before = await callsOf("wait", primary);
  await outbox.due({ kind: "replies", limit: 99, leaseMs: 1_000 });
  await store.load("c1");
  expect(await callsOf("wait", primary)).toBe(before);
  expect(unreplicated).toEqual([]);
});

test("the mark of a money call is on a replica before the call may leave", async () => {
  const { primary, replica } = await startPair();
  const { store, outbox } = await open(primary.url, { count: 1, waitMs: LONG_MS });
  await store.commit(turn({ conversationId: "c1", effects: [call("a")] }));
  const lease = { conversationId: "c1", lane: "calls", fence: "f" } as const;
  await outbox.claim({ ...lease, leaseMs: LONG_MS });
  replica.process.kill("SIGSTOP");
  const marked = outbox.markSent({ lease, token: "a", leaseMs: LONG_MS, note: [] });
  expect(await isHeldBack(marked)).toBe(true);
  replica.process.kill("SIGCONT");
  expect(await marked).toBe("sent");
  expect(await clientOf(replica.url).lindex("calls:c1", 0)).toMatch(/^a 1 /);
});

test("a message that was seen, and a contact that was created, are acknowledged once a replica holds them", async () => {
  const { primary, replica } = await startPair();
  const seen = { id: "m1", at: Date.now() };
  const other = await open(primary.url, { count: 0 });
  const { store, redis } = await open(primary.url, { count: 1, waitMs: LONG_MS });
  const contacts = createContacts({ redis, locale: "en", businessNumberIds: ["1"] });
  replica.process.kill("SIGSTOP");
  await other.store.commit(turn({ conversationId: "c1", effects: [reply("a")], seen }));
  const wasSeen = store.wasSeen("c1", seen);
  expect(await isHeldBack(wasSeen)).toBe(true);
  replica.process.kill("SIGCONT");
  expect(await wasSeen).toBe(true);

  replica.process.kill("SIGSTOP");
  const created = contacts.resolve({ phone: "263771000001" });
  expect(await isHeldBack(created)).toBe(true);
  replica.process.kill("SIGCONT");
  const { id } = await created;
  expect(await clientOf(replica.url).get("alias:phone:263771000001")).toBe(id);
});

test("replicas that do not answer in time stop nobody: each commit is counted, and the next ones do not wait", async () => {
  const { primary, replica } = await startPair();
  const { store, unreplicated } = await open(primary.url, { count: 1, waitMs: 50 });
  await store.commit(turn({ conversationId: "c0", effects: [reply("a")] }));
  expect(unreplicated).toEqual([]);
  replica.process.kill("SIGSTOP");
  const before = await callsOf("wait", primary);
  for (const conversationId of ["c1", "c2", "c3"])
    expect(await store.commit(turn({ conversationId, effects: [reply("a")] }))).toBe("committed");
  expect(unreplicated).toEqual(["late", "late", "late"]);
  expect((await callsOf("wait", primary)) - before).toBeLessThan(3);

  replica.process.kill("SIGCONT");
  // The wait begins again on its own.
  await expect
    .poll(async () => {
      const count = unreplicated.length;
      await store.commit(turn({ conversationId: `d${count}`, effects: [reply("a")] }));
      return unreplicated.length - count;
    })
    .toBe(0);
});

test("a Redis that forbids WAIT is reported with its error code", async () => {
  const { primary } = await startPair();
  await clientOf(primary.url).acl("SETUSER", "default", "-wait");
  const { store, unreplicated } = await open(primary.url, { count: 1 });
  expect(await store.commit(turn({ conversationId: "c1", effects: [reply("a")] }))).toBe(
    "committed",
  );
  expect(unreplicated).toContain("NOPERM");
});

test("a connection that is lost before the replicas answer repeats the commit, which recognises itself", async () => {
  const { primary } = await startPair();
  const proxy = await startProxy(primary.port);
  onTestFinished(proxy.close);
  const { store } = await open(`redis://127.0.0.1:${proxy.port}`, { count: 1, waitMs: LONG_MS });
  await store.commit(turn({ conversationId: "c0", effects: [reply("a")] }));
  proxy.cutAnswerTo("\r\nwait\r\n");
  expect(await store.commit(turn({ record: record(1), effects: [reply("a")] }))).toBe("committed");
  expect(proxy.cuts()).toBe(1);
  expect(await clientOf(primary.url).llen("replies:c1")).toBe(1);
});

async function open(url: string, { count, waitMs }: { count: number; waitMs?: number }) {
  const unreplicated: string[] = [];
  const onUnreplicated = (reason: string) => void unreplicated.push(reason);
  const replicas = { count, onUnreplicated, ...(waitMs !== undefined && { waitMs }) };
  const redis = openRedis(url, { replicas: count === 0 ? undefined : replicas });
  onTestFinished(() => redis.disconnect());
  await ready(redis, 60_000);
  return { redis, unreplicated, store: storeOn(redis), outbox: createOutbox({ redis, clock }) };
}

function storeOn(redis: RedisClient) {
  const states = new AtomicStateManager({ redis });
  return createStore({
    ...{ redis, states, clock },
    recordFields: contract.recordFields,
    ttlSeconds: 300,
  });
}

function clock(): number {
  return Date.now();
}

/** The second turn of the conversation c1, for one message. */
function second() {
  const seen = { id: "m2", at: Date.UTC(2025, 0, 2) };
  return turn({ loaded: loaded(1), record: record(2), effects: [reply("b")], seen });
}

/** A primary and its replica, which follows it. */
async function startPair(): Promise<{ primary: RedisServer; replica: RedisServer }> {
  const primary = await startRedis("--repl-diskless-sync-delay", "0");
  onTestFinished(primary.stop);
  const replica = await startRedis("--replicaof", "127.0.0.1", `${primary.port}`);
  onTestFinished(replica.stop);
  const isLinked = async () =>
    (await clientOf(replica.url).info("replication")).match(/link_status:up/);
  await expect.poll(isLinked).toBeTruthy();
  const client = clientOf(primary.url);
  await client.set("first", "write");
  await expect.poll(() => client.wait(1, 100)).toBe(1);
  await client.config("RESETSTAT");
  return { primary, replica };
}

async function nodesOf(cluster: RedisCluster, key: string) {
  const primary = await cluster.ownerOf(key);
  const replica = cluster.nodes[cluster.nodes.indexOf(primary) + 3];
  if (!replica) throw new Error("The node has no replica");
  return { primary, replica };
}

/** What the primary writes from now on does not even reach the buffers of the replica's connection. */
async function cutOff(primary: RedisServer, replica: RedisServer): Promise<void> {
  replica.process.kill("SIGSTOP");
  await clientOf(primary.url).call("CLIENT", "KILL", "TYPE", "replica");
}

const clients = new Map<string, Redis>();

function clientOf(url: string): Redis {
  const known = clients.get(url);
  if (known) return known;
  const client = new Redis(url);
  client.on("error", () => {});
  clients.set(url, client);
  onTestFinished(() => {
    client.disconnect();
    clients.delete(url);
  });
  return client;
}

async function roleOf(node: RedisServer): Promise<string> {
  return String(await clientOf(node.url).role());
}

async function callsOf(command: string, node: RedisServer): Promise<number> {
  const stats = await clientOf(node.url).info("commandstats");
  return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, "m").exec(stats)?.[1] ?? 0);
}

function isHeldBack(reply: Promise<unknown>): Promise<boolean> {
  return Promise.race([reply.then(() => false), sleep(HELD_BACK_MS, true)]);
}
