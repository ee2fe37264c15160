import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { relative } from "node:path";
import { Redis } from "ioredis";
import { findPort } from "../../src/loopback/port.ts";
import { DATA, readData, writeData } from "./settings.ts";

export interface DevRedis {
  url: string;
  /** For the person at the terminal. */
  description: string;
  stop(): void;
}

interface Private {
  port: number;
  pid: number;
}

/** `REDIS_STATE_URL`, else a private redis-server that keeps its data in `.data/`, else none: memory. */
export async function openRedis(given: string | undefined): Promise<DevRedis> {
  const stop = () => {};
  if (given) return { url: given, description: "the Redis at REDIS_STATE_URL", stop };
  const where = `data in ${relative(process.cwd(), DATA)}/`;
  const left = readData<Private>("redis.json");
  if (left && (await answers(left.port)))
    return describe(left, `the private redis-server of an interrupted run, ${where}`);
  if (spawnSync("redis-server", ["--version"]).status === 0)
    return describe(await start(), `a private redis-server, ${where}`);
  const description = "memory, lost when the server stops (put redis-server on PATH to keep it)";
  return { url: "memory:", description, stop };
}

/** As in production. It survives if we are killed, and is found again. */
async function start(): Promise<Private> {
  mkdirSync(DATA, { recursive: true });
  const port = await findPort();
  const server = spawn(
    "redis-server",
    [
      ...["--bind", "127.0.0.1", "--port", `${port}`, "--dir", DATA],
      ...["--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"],
      ...["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""],
    ],
    { stdio: ["ignore", "pipe", "inherit"], detached: true },
  );
  for await (const line of server.stdout) if (String(line).includes("Ready to accept")) break;
  server.unref();
  const running = { port, pid: server.pid ?? 0 };
  writeData("redis.json", running);
  return running;
}

function describe({ port, pid }: Private, description: string): DevRedis {
  return { url: urlOf(port), description, stop: () => process.kill(pid, "SIGTERM") };
}

function urlOf(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

/** Whether the one that was left behind is running, and is ours. */
async function answers(port: number): Promise<boolean> {
  const redis = new Redis(urlOf(port), { lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return String(await redis.config("GET", "dir")).includes(DATA.replace(/\/$/, ""));
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
