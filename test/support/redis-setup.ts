import "vitest";
import type { TestProject } from "vitest/node";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { ensureTool } from "./tools.ts";

declare module "vitest" {
  export interface ProvidedContext {
    redisUrl: string;
  }
}

/** Of each Redis, beside database 0, which belongs to nobody. */
export const DATABASES = 16_000;

/** One Redis for all files of a project; each takes a database or key prefix of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  ensureTool("redis-server", "redis-server");
  const server = await startRedis(
    "--maxmemory-policy",
    "volatile-lru",
    "--databases",
    `${DATABASES + 1}`,
  );
  project.provide("redisUrl", server.url);
  return server.stop;
}
