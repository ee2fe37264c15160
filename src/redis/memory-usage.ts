import type { Redis } from "ioredis";
import { tryTwice } from "./connection.ts";

export interface MemoryUsage {
  usedBytes: number;
  /** 0 is no limit. */
  limitBytes: number;
  /** Since Redis started. */
  evictedKeys: number;
}

/** Reads how much memory Redis uses. @throws if Redis does not answer, or forbids INFO */
export async function readMemoryUsage(redis: Redis): Promise<MemoryUsage> {
  const info = await tryTwice(redis, () => redis.info());
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
