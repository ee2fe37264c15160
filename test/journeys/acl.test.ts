import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { BUSINESS_NUMBER_ID, openWorld, type World } from "../../src/loopback/world.ts";
import { createJournal } from "../../src/redis/journal.ts";
import { createReleaseStore } from "../../src/redis/release-store.ts";
import { openStorage, type Storage } from "../../src/storage.ts";
import { contract } from "../../src/vimbiso.ts";
import { draw } from "../credex/books.ts";
import { runOps, runOpsWith } from "../support/ops.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/**
 * The server and the operator's commands work under the users of scripts/deploy/redis/users.acl, which allow no more.
 */

const ACL = readFileSync(new URL("../../scripts/deploy/redis/users.acl", import.meta.url), "utf8");
/** The password whose hash the file contains. */
const PASSWORD = "secret";

let folder: string;
let redis: RedisServer;
let world: World;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "acl-"));
  const file = join(folder, "users.acl");
  await writeFile(file, `${ACL}user test on nopass ~* &* +@all\n`);
  redis = await startRedis("--aclfile", file, "--maxmemory-policy", "volatile-lru");
  world = await openWorld(urlOf("test", "any"), { notices: true });
  await world.redis.config("RESETSTAT");
});
afterEach(async () => {
  await world.close();
  await redis.stop();
  await rm(folder, { recursive: true });
});

const urlOf = (user: string, password = PASSWORD) =>
  `${redis.url.replace("//", `//${user}:${password}@`)}/1`;

test("members are served, and the user may do nothing that the server does not need", async () => {
  await plantOldData();
  await world.open({ env: { REDIS_STATE_URL: urlOf("vimbiso"), COMMIT_WAIT_REPLICAS: "1" } });
  const ready = await fetch(`${world.serverUrl}/ready`);
  expect(await ready.json()).toEqual({ status: "ready" });
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
  await member.says("stop");
  await member.says("start");
  draw(world.credexCore, { to: "tariro_moyo", value: "13.37" });
  await world.idle();
  const contactId = await world.redis.get(`alias:phone:${member.phone}`);
  await world.redis.set(`user:${contactId}.${BUSINESS_NUMBER_ID}`, "corrupt");
  await member.says("hi");
  await world.idle();
  const metrics = await (await fetch(`${world.serverUrl}/metrics`)).text();
  expect(
    metrics.split("\n").filter((line) => /^vimbiso_(parked|redis_memory_b)/.test(line)),
  ).toEqual(["vimbiso_parked_events 1", expect.stringMatching(/^vimbiso_redis_memory_bytes \d+$/)]);
  for (const lock of ["lua", "watch"]) await useRareOperations(lock);

  expect(await denied()).toEqual([]);
  const used = await usedCommands();
  expect(allowedTo("vimbiso").filter((command) => !used.has(command))).toEqual([]);
});

test("the operator's commands work under theirs", async () => {
  const opened = await world.open();
  const member = world.member();
  await register(member);
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026, times: 2 });
  await member.says("help");
  await member.says("help");
  await world.idle();
  await world.redis.rpush("parked", JSON.stringify({ conversationId: "c.1", at: 1 }));
  const ops = (...args: string[]) => runOps(urlOf("operator"), ...args);
  await ops("state");
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
  await world.idle();
  await ops("forget", member.phone);
  await ops("log");
  await opened.close();
  await expect
    .poll(async () => String(await world.redis.client("LIST")))
    .not.toContain(" name=vimbiso ");
  const target = urlOf("operator").replace(/1$/, "2");
  const settings = { REDIS_STATE_URL: urlOf("operator"), REDIS_TARGET_URL: target };
  expect(await runOpsWith(settings, "migrate")).toContain("Moved");
  expect(await denied()).toEqual([]);
});

test("neither may delete everything, list keys or change users, and nobody else may do anything", async () => {
  for (const user of ["vimbiso", "operator"]) {
    const client = new Redis(urlOf(user));
    for (const command of ["FLUSHALL", "KEYS *", "CONFIG SET save x", "ACL LIST", "SCRIPT FLUSH"]) {
      const [name = "", ...args] = command.split(" ");
      await expect(client.call(name, ...args)).rejects.toThrow("NOPERM");
    }
    client.disconnect();
  }
  const server = new Redis(urlOf("vimbiso"));
  await expect(server.get("another")).rejects.toThrow("NOPERM");
  await expect(server.lrange("operator:log", 0, -1)).rejects.toThrow("NOPERM");
  server.disconnect();
  const nobody = new Redis(redis.url, { retryStrategy: null, maxRetriesPerRequest: 0 });
  nobody.on("error", () => {});
  await expect(nobody.get("user:x")).rejects.toThrow(/NOAUTH|closed/);
  nobody.disconnect();
});

/** What a sweep finds. */
async function plantOldData(): Promise<void> {
  await world.redis.sadd("seen:hours", "1");
  await world.redis.sadd("seen:1:0", "1");
  await world.redis.rpush("parked", JSON.stringify({ conversationId: "c.1", at: 1 }));
}

/** What no ordinary journey does. */
async function useRareOperations(lock: string): Promise<void> {
  const env = { ...world.env, REDIS_STATE_URL: urlOf("vimbiso"), STATE_LOCK: lock };
  const read = readConfig({ ...env, MEMBER_MESSAGES_PER_MINUTE: "1" });
  if (!read.ok) throw new Error(read.problems.join());
  const { recordFields } = contract;
  const options = { name: "test", clock: Date.now, observe: () => {}, locale: "en", recordFields };
  const storage: Storage = openStorage(read.config, options);
  try {
    await expect.poll(() => storage.readiness()).toMatchObject({ kind: "fit" });
    const { contacts, rateLimiter, store } = storage;
    await contacts.resolve({ phone: `26377${lock.length}`, userId: `A.${lock}` });
    await contacts.resolve({ userId: `B.${lock}`, previousUserId: `A.${lock}` });
    await contacts.resolve({ userId: `D.${lock}`, previousUserId: `C.${lock}` });
    for (const decision of ["ok", "first over limit"])
      expect(await rateLimiter.count(lock)).toBe(decision);
    expect(await rateLimiter.count(`${lock}.`)).toBe("ok");
    await rateLimiter.forget(`${lock}.`, "ok");
    const id = `c.${lock.length}`;
    const state = { _version: 1, _last_updated: new Date().toISOString(), session_id: "s" };
    await world.redis.set(`user:${id}`, JSON.stringify(state));
    expect(await store.cleanup({ conversationId: id, version: 1, preserve: [] })).toBe("cleaned");
    expect(await storage.numbers.read("2020-01-01")).toMatchObject({ counts: [] });
    if (storage.redis) {
      await createJournal({ redis: storage.redis }).read(id);
      expect(await createReleaseStore({ redis: storage.redis }).getRelease("x")).toBeUndefined();
    }
  } finally {
    storage.close();
  }
}

function allowedTo(user: string): string[] {
  const line = ACL.split("\n").find((one) => one.startsWith(`user ${user} `)) ?? "";
  return [...line.matchAll(/ \+(\S+)/g)].map(([, command = ""]) => command);
}

async function usedCommands(): Promise<Set<string>> {
  const stats = await world.redis.info("commandstats");
  return new Set(
    [...stats.matchAll(/^cmdstat_([^:]+):calls=[1-9]/gm)].map(([, name = ""]) => name),
  );
}

/** What Redis refused to one of the users. */
async function denied(): Promise<unknown[]> {
  const log = (await world.redis.call("ACL", "LOG")) as unknown[];
  return log.map((entry) => JSON.stringify(entry));
}
