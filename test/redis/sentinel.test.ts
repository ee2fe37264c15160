import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findPort } from "../../src/loopback/port.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open-redis.ts";

/**
 * A failover has steps that Sentinel repeats. It begins none for thirty seconds after a delay of its own process (TILT),
 * which a busy machine may cause several times.
 */
const WAIT = { timeout: 180_000 };

test("follows Sentinel from a primary that dies to the replica that takes over", async () => {
  const primary = await start("--repl-diskless-sync-delay", "0");
  await start("--replicaof", "127.0.0.1", `${primary.port}`);
  const directory = await mkdtemp(join(tmpdir(), "sentinel-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const config = join(directory, "sentinel.conf");
  const monitor = [
    `monitor main 127.0.0.1 ${primary.port} 1`,
    "down-after-milliseconds main 500",
    "failover-timeout main 2000",
  ];
  const port = await findPort();
  await writeFile(config, monitor.map((line) => `sentinel ${line}`).join("\n"));
  const options = ["--sentinel", "--port", `${port}`, "--bind", "127.0.0.1"];
  const sentinel = spawn("redis-server", [config, ...options], { stdio: "ignore" });
  onTestFinished(() => void sentinel.kill("SIGKILL"));
  const redis = openRedis(`redis+sentinel://127.0.0.1:${port}/main`);
  onTestFinished(() => redis.disconnect());
  expect(await ready(redis, 60_000)).toBe(true);
  await redis.set("user:c1", "x");
  await expect.poll(() => redis.wait(1, 100), WAIT).toBe(1);
  await expect.poll(() => sentinelOf(port), WAIT).toMatch(/slaves=1/);

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

/** What the Sentinel knows: it can promote only a replica that it has found. */
async function sentinelOf(port: number): Promise<string> {
  const sentinel = connect(`redis://127.0.0.1:${port}`);
  await ready(sentinel, 5_000);
  const info = await sentinel.info("sentinel");
  sentinel.disconnect();
  return info;
}
