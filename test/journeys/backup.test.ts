import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { runOps } from "../support/ops.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/** A backup, a loss and a restore, with the scripts and the command that src/ops/README.md names. */

const run = promisify(execFile);
const pathOf = (script: string) =>
  new URL(`../../scripts/deploy/redis/${script}`, import.meta.url).pathname;
const urlOf = ({ port }: RedisServer) => `redis://:${PASSWORD}@127.0.0.1:${port}/1`;
const PASSWORD = "a-password-of-the-tests";

let folder: string;
let redis: RedisServer;
let world: World;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "backup-"));
  redis = await startRedis("--requirepass", PASSWORD, "--repl-diskless-sync-delay", "0");
  world = await openWorld(urlOf(redis));
});
afterEach(async () => {
  await world.close();
  await redis.stop();
  await rm(folder, { recursive: true });
});

test("after a restore members are known, and nothing that was done is done again", async () => {
  const open = await world.open();
  const [member, other] = [world.member(), world.member()];
  for (const one of [member, other]) {
    await register(one);
    await fillOffer(one);
  }
  const confirm = member.choice("confirm");
  world.credexCore.faults.next({ kind: "answer late", delayMs: 4_000 }, "createCredex");
  await other.taps("confirm");
  await expect.poll(() => world.offersOf(other.phone)).toHaveLength(1);
  const file = join(folder, "backup.rdb");
  await backUp(file);
  expect((await stat(file)).mode & 0o077).toBe(0);

  // What follows is not in the backup.
  await other.hears(said("offer.sent"));
  await member.tapsOld(confirm);
  await member.hears(said("offer.sent"));
  await world.idle();
  const received = other.received().length;
  await open.close();
  await redis.kill();

  const restored = await restore(file);
  try {
    const url = urlOf(restored);
    const dryRun = await runOps(url, "after-restore", "--dry-run");
    expect(dryRun).toMatch(/^Would discard: 2 sessions, 0 replies, 1 calls, \d timers\.\n/);
    expect(dryRun).toMatch(/Check in credex-core .*\n {2}createCredex {2}\S+\n$/);
    expect(await runOps(url, "after-restore")).toMatch(/^Discarded: 2 sessions/);
    expect(await runOps(url, "log")).toContain("discard the work of a backup");
    expect(await runOps(url, "state")).toContain("pending lanes and timers: 0");

    await world.open({ env: { REDIS_STATE_URL: url } });
    await member.tapsOld(confirm);
    await member.hears(said("session.over"));
    await member.hears(said("home.menu"));
    expect(world.offersOf(member.phone)).toHaveLength(1);
    expect(world.offersOf(other.phone)).toHaveLength(1);
    expect(other.received()).toHaveLength(received);
  } finally {
    await restored.stop();
  }
});

test("a backup that cannot be read, and a folder that is not empty, are refused", async () => {
  const broken = join(folder, "broken.rdb");
  await writeFile(broken, "REDIS0011 and nothing more");
  await expect(run(pathOf("restore.sh"), [broken, join(folder, "data")])).rejects.toThrow();
  const file = join(folder, "backup.rdb");
  await backUp(file);
  await expect(run(pathOf("restore.sh"), [file, folder])).rejects.toThrow("is not empty");
  await expect(backUp(join(folder, "second.rdb"), "a-wrong-password")).rejects.toThrow();
  expect(await readdir(folder)).not.toContain("second.rdb");
});

async function backUp(file: string, password = PASSWORD): Promise<void> {
  const env = { PATH: process.env.PATH, REDISCLI_AUTH: password };
  await run(pathOf("backup.sh"), [file, "-h", "127.0.0.1", "-p", `${redis.port}`], { env });
}

/** A Redis on what the script made of the backup. */
async function restore(file: string): Promise<RedisServer> {
  const data = join(folder, "data");
  await run(pathOf("restore.sh"), [file, data]);
  return startRedis("--requirepass", PASSWORD, "--dir", data, "--appendonly", "yes");
}
