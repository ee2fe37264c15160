import { REDIS } from "../policy.ts";
import { ready } from "./connection.ts";
import { type OpenOptions, openRedis } from "./open-redis.ts";
import { isDatabaseMissing } from "./redis-errors.ts";

const LOOK_EVERY_MS = 10;

/** Whether the database of a URL cannot be selected. If Redis does not answer, it counts as selectable. */
export async function lacksDatabase(url: string, options: OpenOptions = {}): Promise<boolean> {
  const redis = openRedis(url, options);
  try {
    const until = performance.now() + REDIS.databaseCheckMs;
    while (performance.now() < until) {
      if (isDatabaseMissing(redis)) return true;
      if (await ready(redis, LOOK_EVERY_MS)) return isDatabaseMissing(redis);
    }
    return false;
  } finally {
    redis.disconnect();
  }
}
