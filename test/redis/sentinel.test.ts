import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findPort } from "../../src/loopback/port.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open-redis.ts";

/** Sentinel repeats a failover that fails, after twice its timeout. */
const WAIT = { timeout: 180_000 };
/**
 * After a pause of its own process that is longer than this, Sentinel begins no failover for thirty seconds (TILT). The
 * default is two seconds, which a process beside other tests exceeds again and again.
 */
const TILT_TRIGGER_MS = 600_000;

test("follows Sentinel from a primary that dies to the replica that takes over", async () => {
  const primary = await start("--repl-diskless-sync-delay", "0");
  await start("--replicaof", "127.0.0.1", `${primary.port}`);
  const directory = await mkdtemp(join(tmpdir(), "sentinel-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const config = join(directory, "sentinel.conf");
  const monitor = [
    `monitor main 127.0.0.1 ${primary.port} 1`,
    "down-after-milliseconds main 500",
    "failover-timeout main 10000",
  ];
  const port = await findPort();
  await writeFile(config, monitor.map((line) => `sentinel ${line}`).join("\n"));
  const options = ["--sentinel", "--port", `${port}`, "--bind", "127.0.0.1"];
  const sentinel = spawn("redis-server", [config, ...options], { stdio: "ignore" });
  onTestFinished(() => void sentinel.kill("SIGKILL"));
  const redis = openRedis(`redis+sentinel://127.0.0.1:${port}/main`);
  onTestFinished(() => redis.disconnect());
  expect(await ready(redis, 20_000)).toBe(true);
  const tilt = ["DEBUG", "tilt-trigger", `${TILT_TRIGGER_MS}`];
  expect(await askSentinel(port, "SENTINEL", ...tilt)).toBe("OK");
  await redis.set("user:c1", "x");
  await expect.poll(() => redis.wait(1, 100), WAIT).toBe(1);
  // It can promote only a replica that it has found, and begins nothing during a TILT from before.
  const known = async () => String(await askSentinel(port, "INFO", "sentinel"));
  await expect.poll(known, WAIT).toMatch(/sentinel_tilt:0.*slaves=1/s);

  await primary.kill();
  const role = async () => String(await redis.role().catch(() => ""));
  await expect.poll(role, WAIT).toMatch(/^master/);
  expect(await redis.get("user:c1")).toBe("x");
  expect(await redis.set("user:c1", "y")).toBe("OK");
}, 600_000);

async function start(...options: string[]) {
  const server = await startRedis(...options);
  onTestFinished(server.stop);
  return server;
}

/** What Sentinel answers to a command. */
async function askSentinel(port: number, command: string, ...args: string[]): Promise<unknown> {
  const sentinel = connect(`redis://127.0.0.1:${port}`);
  await ready(sentinel, 5_000);
  const answer = await sentinel.call(command, ...args);
  sentinel.disconnect();
  return answer;
}
