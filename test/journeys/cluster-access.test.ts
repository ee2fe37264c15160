import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { type RedisCluster, startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { BUSINESS_NUMBER_ID, openWorld, type World } from "../../src/loopback/world.ts";
import { ready } from "../../src/redis/connection.ts";
import { createJournal } from "../../src/redis/journal.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { partitionsOf, type RedisClient } from "../../src/redis/redis-client.ts";
import { createReleaseStore } from "../../src/redis/release-store.ts";
import { openStorage } from "../../src/storage.ts";
import { contract } from "../../src/vimbiso.ts";
import { type Certificates, createCertificates } from "../support/certificates.ts";
import { ownDatabase } from "../support/database.ts";
import { runOpsWith } from "../support/ops.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/**
 * A cluster with TLS, under the users of scripts/deploy/redis/users-cluster.acl, which allow no more than is needed.
 */

const FILE = new URL("../../scripts/deploy/redis/users-cluster.acl", import.meta.url);
const ACL = readFileSync(FILE, "utf8");
/** The password whose hash the file contains. */
const PASSWORD = "secret";

/** The driver sends these where a slot moves, or a node takes over, which a busy machine may cause in any test. */
const OF_CHANGES = ["asking", "readonly", "readwrite"];

const WAIT = { timeout: 60_000 };

let folder: string;
let certificates: Certificates;
let cluster: RedisCluster;
let admin: RedisClient;
let world: World;
let servers: ServerProcess[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "access-"));
  certificates = createCertificates();
  const users = join(folder, "users.acl");
  // The tests themselves look into it without a password.
  await writeFile(users, ACL.replace("user default off", "user default on nopass ~* &* +@all"));
  cluster = await startRedisCluster({
    options: ["--aclfile", users, "--maxmemory-policy", "volatile-lru"],
    certificates: optionsOf(certificates),
  });
  admin = openRedis(cluster.url);
  await ready(admin, 60_000);
});
afterAll(async () => {
  admin.disconnect();
  await cluster.stop();
  certificates.remove();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  servers = [];
  world = await openWorld(ownDatabase(), { redelivers: true });
  await cluster.flush();
  for (const node of nodes()) {
    await node.config("RESETSTAT");
    await node.call("ACL", "LOG", "RESET");
  }
});
afterEach(async () => {
  for (const server of servers) await server.kill();
  await world.close();
});

const urlOf = (user: string) => `rediss+cluster://${user}:${PASSWORD}@${cluster.addresses}`;

test("members are served with TLS, and the user may do nothing that the server does not need", async () => {
  const { all } = partitionsOf(admin);
  for (const { seenHours, parked } of all) {
    await admin.sadd(seenHours, "1");
    await admin.rpush(parked, JSON.stringify({ conversationId: "c.1", at: 1 }));
  }
  await start({ COMMIT_WAIT_REPLICAS: "1" });
  const readiness = async () => (await fetch(`${world.serverUrl}/ready`)).json();
  await expect.poll(readiness, WAIT).toEqual({ status: "ready" });
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
  await member.says("stop");
  const contactId = await admin.get(partitionsOf(admin).directory.phoneAlias(member.phone));
  const id = `${contactId}.${BUSINESS_NUMBER_ID}`;
  await admin.set(partitionsOf(admin).of(id).state(id), "corrupt");
  await member.says("hi");
  await member.hears(said("home.menu"));
  // The sweep has dropped the others, which are old.
  const metrics = async () => (await fetch(`${world.serverUrl}/metrics`)).text();
  await expect.poll(metrics, WAIT).toMatch(/^vimbiso_parked_events 1$/m);
  await useRareOperations();

  expect(await denied()).toEqual([]);
  const used = await usedCommands();
  const unused = allowedTo("vimbiso").filter((command) => !used.has(command));
  expect(unused.filter((command) => !OF_CHANGES.includes(command))).toEqual([]);
});

test("the operator's commands work with TLS under theirs, and a single Redis can move there", async () => {
  const source = ownDatabase(1);
  const opened = await world.open({ env: { REDIS_STATE_URL: source } });
  const member = world.member();
  await register(member);
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026, times: 2 });
  await member.says("help");
  await member.says("help");
  const settings = { REDIS_STATE_URL: urlOf("operator"), NODE_EXTRA_CA_CERTS: certificates.ca };
  const ops = (...args: string[]) => runOpsWith(settings, ...args);
  const moving = { ...settings, REDIS_STATE_URL: source, REDIS_TARGET_URL: urlOf("operator") };
  await expect.poll(() => runOpsWith(moving, "state")).toContain("dead letters: 2");
  await expect(runOpsWith(moving, "migrate")).rejects.toThrow("stop all servers");
  await opened.close();
  // Redis notices a moment later that the server is gone.
  await expect.poll(() => runOpsWith(moving, "migrate").catch(String)).toContain("Moved");

  await ops("pause");
  await ops("resume");
  await ops("why", member.phone);
  await ops("timeline", member.phone);
  const { letters } = JSON.parse(await ops("dead", "list", "--json")) as {
    letters: { token: string }[];
  };
  await ops("dead", "retry", letters[0]?.token ?? "");
  await ops("dead", "drop", "--all");
  await ops("parked", "drop", "--all");
  expect(await ops("state")).toContain("dead letters: 0");
  await ops("forget", member.phone);
  await ops("after-restore");
  expect(await ops("log")).toContain("forget a member");
  expect(await denied()).toEqual([]);
});

test("neither a client that does not know the authority nor one with a wrong password gets in", async () => {
  await start({ NODE_EXTRA_CA_CERTS: "" });
  const answer = await fetch(`${world.serverUrl}/ready`);
  expect(answer.status).toBe(503);

  const wrong = openRedis(cluster.url.replace("//", "//vimbiso:wrong@"));
  expect(await ready(wrong, 1_000)).toBe(false);
  wrong.disconnect();
});

async function start(settings: { [name: string]: string }): Promise<void> {
  const access = { REDIS_STATE_URL: urlOf("vimbiso"), NODE_EXTRA_CA_CERTS: certificates.ca };
  servers.push(await startServer({ ...world.env, ...access, ...settings }));
}

/** What no ordinary journey does; in this process, which does not know the authority. */
async function useRareOperations(): Promise<void> {
  const url = cluster.url.replace("//", `//vimbiso:${PASSWORD}@`);
  const read = readConfig({
    ...{ ...world.env, REDIS_STATE_URL: url, MEMBER_MESSAGES_PER_MINUTE: "1" },
  });
  if (!read.ok) throw new Error(read.problems.join());
  const { recordFields } = contract;
  const options = { name: "test", clock: Date.now, observe: () => {}, locale: "en", recordFields };
  const storage = openStorage(read.config, options);
  try {
    await expect.poll(() => storage.readiness()).toMatchObject({ kind: "fit" });
    const { contacts, rateLimiter, store } = storage;
    await contacts.resolve({ phone: "263771", userId: "A" });
    await contacts.resolve({ userId: "B", previousUserId: "A" });
    await contacts.resolve({ userId: "D", previousUserId: "C" });
    for (const decision of ["ok", "first over limit"])
      expect(await rateLimiter.count("1")).toBe(decision);
    expect(await rateLimiter.count("2")).toBe("ok");
    await rateLimiter.forget("2", "ok");
    const state = { _version: 1, _last_updated: new Date().toISOString(), session_id: "s" };
    await admin.set(partitionsOf(admin).of("c.1").state("c.1"), JSON.stringify(state));
    expect(await store.cleanup({ conversationId: "c.1", version: 1, preserve: [] })).toBe(
      "cleaned",
    );
    if (storage.redis) {
      expect(await storage.numbers.read("2020-01-01")).toMatchObject({ counts: [] });
      await createJournal({ redis: storage.redis }).read("c.1");
      expect(await createReleaseStore({ redis: storage.redis }).getRelease("x")).toBeUndefined();
    }
  } finally {
    storage.close();
  }
}

function nodes(): Redis[] {
  return "nodes" in admin ? admin.nodes("master") : [admin];
}

function allowedTo(user: string): string[] {
  const line = ACL.split("\n").find((one) => one.startsWith(`user ${user} `)) ?? "";
  return [...line.matchAll(/ \+(\S+)/g)].map(([, command = ""]) => command);
}

async function usedCommands(): Promise<Set<string>> {
  const stats = await Promise.all(nodes().map((node) => node.info("commandstats")));
  return new Set(
    [...stats.join("\n").matchAll(/^cmdstat_([^:]+):calls=[1-9]/gm)].map(([, name = ""]) => name),
  );
}

/** What a node refused to one of the users. */
async function denied(): Promise<unknown[]> {
  const logs = await Promise.all(nodes().map((node) => node.call("ACL", "LOG")));
  return logs.flat().map((entry) => JSON.stringify(entry));
}

/** Redis serves TLS to clients without a certificate. */
function optionsOf({ ca, server }: Certificates): string[] {
  return [
    ...["--tls-cert-file", server.cert, "--tls-key-file", server.key],
    ...["--tls-ca-cert-file", ca, "--tls-auth-clients", "no"],
  ];
}
