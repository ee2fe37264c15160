import type { Redis } from "ioredis";

export type Fitness = { kind: "fit" } | { kind: "unfit"; reason: string } | { kind: "away" };

/**
 * Whether this Redis keeps what has to be kept. When memory runs out, a `volatile-*` policy evicts
 * sessions, which have a TTL; an `allkeys-*` policy evicts replies, timers and money calls as well.
 */
export async function checkPolicy(redis: Redis): Promise<Fitness> {
  const info = await redis.info("memory").catch(() => undefined);
  if (info === undefined) return { kind: "away" };
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? "";
  const limit = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0);
  if (limit === 0 || !policy.startsWith("allkeys-")) return { kind: "fit" };
  const reason = `maxmemory-policy ${policy} can evict unsent replies, timers and money calls: set volatile-lru`;
  return { kind: "unfit", reason };
}
