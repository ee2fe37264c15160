import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { ready } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { bundlePrograms } from "../support/bundle-programs.ts";

const CONTENDERS = 8;
const UPDATES_EACH = 1_250;
const CONTENDER = new URL("../support/contender.ts", import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "contenders-"));
  await bundlePrograms(folder, { contender: CONTENDER });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const startCluster = () => startRedisCluster({ withReplicas: false });

/** A key of the specification, and one in a partition of a cluster. The watch lock needs a connection of its own. */
test.each([
  { on: "a single Redis", lock: "lua", key: "user:contended", start: startRedis },
  { on: "a single Redis", lock: "watch", key: "user:contended", start: startRedis },
  { on: "a cluster", lock: "lua", key: "{p0}user:contended", start: startCluster },
])(
  "8 processes report 10,000 updates of one state on $on with the $lock lock, and 10,000 are made",
  async ({ lock, key, start }) => {
    const { url, stop } = await start();
    onTestFinished(stop);

    const contend = () => runContender(url, lock, key);
    const reports = await Promise.all(Array.from({ length: CONTENDERS }, contend));

    const redis = openRedis(url);
    onTestFinished(() => redis.disconnect());
    await ready(redis, 5_000);
    const got = await new AtomicStateManager({ redis }).atomicGet(key);
    const total = reports.reduce((sum, { successes }) => sum + successes, 0);
    expect(total).toBe(CONTENDERS * UPDATES_EACH);
    expect(got).toMatchObject({ ok: true, state: { count: total, _version: total } });
    expect(reports.some(({ conflicts }) => conflicts > 0)).toBe(true);
  },
);

interface Report {
  successes: number;
  conflicts: number;
}

async function runContender(url: string, lock: string, key: string): Promise<Report> {
  const program = join(folder, "src/contender.js");
  const contender = fork(program, [url, lock, key, `${UPDATES_EACH}`], { execArgv: [] });
  onTestFinished(() => void contender.kill());
  const exit = once(contender, "exit");
  const report: Promise<Report[]> = once(contender, "message");
  const died = exit.then(([code]) => Promise.reject(new Error(`A contender ended with ${code}`)));
  const [told] = await Promise.race([report, died]);
  await exit;
  if (!told) throw new Error("A contender told nothing");
  return told;
}
