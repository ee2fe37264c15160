import { OPERATOR } from "../../policy.ts";
import { primariesOf, type RedisClient } from "../redis-client.ts";

/** Every key that matches, of all partitions and in no order; one that is written meanwhile may be missing. */
export async function* scanKeys(redis: RedisClient, match: string): AsyncGenerator<string> {
  for await (const keys of scanPages(redis, match)) yield* keys;
}

/** The same in pages, most of which may be empty: Redis looks at a few hundred keys for each. */
export async function* scanPages(redis: RedisClient, match: string): AsyncGenerator<string[]> {
  for (const primary of primariesOf(redis))
    for await (const keys of primary.scanStream({ match, count: OPERATOR.chunk }))
      yield keys as string[];
}
