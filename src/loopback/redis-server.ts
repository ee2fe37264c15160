import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPort } from "./port.ts";

/** A redis-server of one's own on a free loopback port, stopped and forgotten by `stop`. */
export interface RedisServer {
  url: string;
  port: number;
  process: ChildProcess;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and with what it has kept. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a throwaway redis-server; `options` are its command-line options. */
export async function startRedis(...options: string[]): Promise<RedisServer> {
  const port = await findPort();
  const dir = await mkdtemp(join(tmpdir(), "redis-"));
  const spawnServer = async () => {
    const child = spawn(
      "redis-server",
      ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--dir", dir, ...options],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    for await (const line of child.stdout)
      if (String(line).includes("Ready to accept")) return child;
    throw new Error(`redis-server did not start on port ${port}`);
  };
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    process: await spawnServer(),
    async kill() {
      const { process: child } = server;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    async restart() {
      server.process = await spawnServer();
    },
    async stop() {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return server;
}
