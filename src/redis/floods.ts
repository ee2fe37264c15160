import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Counted, Floods } from "../engine/floods.ts";
import { keyspace } from "./keyspace.ts";
import { createScript, readLua } from "./script.ts";

const MINUTE_SECONDS = 60;

const forgetScript = createScript<number>({ lua: readLua("forget.lua"), keys: 1 });

/** One count for all processes. While Redis is away each counts for itself. */
export function createFloods({ redis, perMinute }: { redis: Redis; perMinute: number }): Floods {
  const options = {
    points: perMinute,
    duration: MINUTE_SECONDS,
    blockDuration: MINUTE_SECONDS,
    keyPrefix: "",
  };
  const limiter = new RateLimiterRedis({
    ...options,
    storeClient: redis,
    // One later than the one that is told, which is to set Redis's own block first: only then is it known
    // for how long, in every process, what comes can be ignored without asking Redis.
    inMemoryBlockOnConsumed: perMinute + 2,
    insuranceLimiter: new RateLimiterMemory(options),
  });
  return {
    count: (member) =>
      limiter.consume(keyspace.flood(member)).then(
        () => "ok",
        (reason: unknown) => toCounted(reason, perMinute),
      ),
    async forget(member, counted) {
      if (counted === "ignored") return;
      if (counted === "told") limiter.deleteInMemoryBlockedAll();
      const keys = [keyspace.flood(member)];
      await forgetScript.runOnce(redis, keys, [perMinute, counted]).catch(() => {});
    },
  };
}

/** What the limiter throws for a message too many; any other error holds nobody back. */
function toCounted(reason: unknown, perMinute: number): Counted {
  if (!(reason instanceof RateLimiterRes)) return "ok";
  return reason.consumedPoints === perMinute + 1 ? "told" : "ignored";
}
