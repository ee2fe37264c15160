import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";

const CONTENDERS = 8;
const UPDATES_EACH = 1_250;
const CONTENDER = fileURLToPath(new URL("../support/contender.ts", import.meta.url));

describe.each(["lua", "watch"])("with the %s lock", (lock) => {
  test("8 processes report 10,000 updates of one state, and 10,000 are made", async () => {
    const server = await startRedis();
    onTestFinished(server.stop);

    const contend = () => runContender(server.url, lock);
    const reports = await Promise.all(Array.from({ length: CONTENDERS }, contend));

    const redis = connect(server.url);
    onTestFinished(() => redis.disconnect());
    await ready(redis, 1_000);
    const got = await new AtomicStateManager({ redis }).atomicGet("user:contended");
    const total = reports.reduce((sum, { successes }) => sum + successes, 0);
    expect(total).toBe(CONTENDERS * UPDATES_EACH);
    expect(got).toMatchObject({ ok: true, state: { count: total, _version: total } });
    expect(reports.some(({ conflicts }) => conflicts > 0)).toBe(true);
  });
});

interface Report {
  successes: number;
  conflicts: number;
}

async function runContender(url: string, lock: string): Promise<Report> {
  const contender = fork(CONTENDER, [url, lock, "user:contended", `${UPDATES_EACH}`], {
    execArgv: ["--import", "tsx"],
  });
  onTestFinished(() => void contender.kill());
  const exit = once(contender, "exit");
  const report: Promise<Report[]> = once(contender, "message");
  const died = exit.then(([code]) => Promise.reject(new Error(`A contender ended with ${code}`)));
  const [told] = await Promise.race([report, died]);
  await exit;
  if (!told) throw new Error("A contender told nothing");
  return told;
}
