import { readRedisSettings, redisOptionsOf } from "../../src/config.ts";
import { OPERATOR } from "../../src/policy.ts";
import { ready } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import type { RedisClient } from "../../src/redis/redis-client.ts";

/**
 * Connects to the Redis of `REDIS_STATE_URL` while it is used.
 * @throws {Error} that says which setting is wrong, or that Redis does not answer
 */
export async function withRedis<Result>(
  use: (redis: RedisClient) => Promise<Result>,
): Promise<Result> {
  const read = readRedisSettings(process.env);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const { REDIS_STATE_URL: url } = read.settings;
  if (url === "memory:") throw new Error("REDIS_STATE_URL is memory: set the URL of a Redis.");
  const redis = openRedis(url, { ...redisOptionsOf(read.settings), name: "vimbiso-flows" });
  try {
    if (!(await ready(redis, OPERATOR.connectMs)))
      throw new Error("The Redis at REDIS_STATE_URL does not answer.");
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
