import { tryTwice } from "./connection.ts";
import { primariesOf, type RedisClient } from "./redis-client.ts";

export interface MemoryUsage {
  usedBytes: number;
  /** 0 is no limit. */
  limitBytes: number;
  /** Since Redis started. */
  evictedKeys: number;
}

/**
 * Reads how much memory Redis uses: on a cluster, all its primaries. @throws if Redis does not answer, or forbids INFO
 */
export async function readMemoryUsage(redis: RedisClient): Promise<MemoryUsage> {
  const usages = await Promise.all(
    primariesOf(redis).map(async (one) => parseUsage(await tryTwice(redis, () => one.info()))),
  );
  return usages.reduce((one, other) => ({
    usedBytes: one.usedBytes + other.usedBytes,
    limitBytes: one.limitBytes + other.limitBytes,
    evictedKeys: one.evictedKeys + other.evictedKeys,
  }));
}

function parseUsage(info: string): MemoryUsage {
  const fields = new Map(
    [...info.matchAll(/^(\w+):(\d+)\r?$/gm)].map(([, name, value]) => [name, Number(value)]),
  );
  const field = (name: string) => fields.get(name) ?? Number.NaN;
  return {
    usedBytes: field("used_memory"),
    limitBytes: field("maxmemory"),
    evictedKeys: field("evicted_keys"),
  };
}
