import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { Redis } from "ioredis";
import { DATA, findPort, readData, writeData } from "./settings.ts";

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
  const stop = async () => {};
  if (given) return { url: given, description: "the Redis at REDIS_STATE_URL", stop };
  const left = readData<{ port: number }>("redis.json");
  if (left && (await answers(left.port)))
    return {
      url: urlOf(left.port),
      description: "the private redis-server of an earlier run",
      stop,
    };
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    const description =
      "memory, lost when the server stops: put redis-server on PATH to keep conversations";
    return { url: "memory:", description, stop };
  }
  return startPrivate();
}

/** As in production, but for its size. */
async function startPrivate(): Promise<DevRedis> {
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
  server.stdout.destroy();
  server.unref();
  const running = { port, pid: server.pid ?? 0 };
  writeData("redis.json", running);
  return describe(running, "a private redis-server, data in .data/");
}

function describe({ port, pid }: Private, description: string): DevRedis {
  return { url: urlOf(port), description, stop: () => process.kill(pid, "SIGTERM") };
}

function urlOf(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

async function answers(port: number): Promise<boolean> {
  const redis = new Redis(urlOf(port), { lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return (await redis.config("GET", "dir")).includes(DATA.replace(/\/$/, ""));
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
