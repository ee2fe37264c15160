import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import {
  type Rate,
  type RateDecision,
  type RateLimiter,
  rateWindow,
} from "../conversation/ports/rate-limit.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";

const forgetScript = createScript<number>({ lua: readLua("refund-rate-limit.lua"), keys: 1 });

declare module "rate-limiter-flexible" {
  /** The library has this method; its types do not. */
  interface RateLimiterStoreAbstract {
    getInMemoryBlockMsBeforeExpire(key: string): number;
  }
}

export interface RedisRateLimiter extends RateLimiter {
  /** Whether this process ignores the messages of a member for now, without asking Redis. */
  isBlocked(member: string): boolean;
}

/** One count for all processes. While Redis is unreachable each process counts for itself. */
export function createRateLimiter({
  redis,
  ...rate
}: { redis: RedisClient } & Rate): RedisRateLimiter {
  const countKey = (member: string) => partitionsOf(redis).of(member).flood(member);
  const { limit, seconds } = rateWindow(rate);
  const options = {
    points: limit,
    duration: seconds,
    blockDuration: seconds,
    keyPrefix: "",
  };
  const limiter = new RateLimiterRedis({
    ...options,
    storeClient: redis,
    // One later than the first beyond the limit, which has to set Redis's own block first: only then is it
    // known for how long, in every process, messages can be ignored without asking Redis.
    inMemoryBlockOnConsumed: limit + 2,
    insuranceLimiter: new RateLimiterMemory(options),
  });
  return {
    isBlocked: (member) => limiter.getInMemoryBlockMsBeforeExpire(countKey(member)) > 0,
    count: (member) =>
      limiter.consume(countKey(member)).then(
        () => "ok",
        (reason: unknown) => toCounted(reason, limit),
      ),
    async forget(member, counted) {
      if (counted === "ignored") return;
      if (counted === "first over limit") limiter.deleteInMemoryBlockedAll();
      const keys = [countKey(member)];
      await forgetScript.runOnce(redis, keys, [limit, counted]).catch(() => {});
    },
  };
}

/** Thrown by the limiter for a message beyond the limit; any other error limits nobody. */
function toCounted(reason: unknown, limit: number): RateDecision {
  if (!(reason instanceof RateLimiterRes)) return "ok";
  return reason.consumedPoints === limit + 1 ? "first over limit" : "ignored";
}
