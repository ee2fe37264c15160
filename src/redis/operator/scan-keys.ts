import type { Redis } from "ioredis";
import { OPERATOR } from "../../policy.ts";

/** Every key that matches, in no order; one that is written meanwhile may be missing. */
export async function* scanKeys(redis: Redis, match: string): AsyncGenerator<string> {
  for await (const keys of redis.scanStream({ match, count: OPERATOR.chunk }))
    for (const key of keys as string[]) yield key;
}
