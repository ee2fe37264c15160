import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { type Rate, type RateLimiter, rateWindow } from "../conversation/ports/rate-limit.ts";

/** Counts in this process only. The rules are those of redis/rate-limits.ts. */
export function createMemoryRateLimiter(rate: Rate): RateLimiter {
  const { limit, seconds } = rateWindow(rate);
  const limiter = new RateLimiterMemory({
    points: limit,
    duration: seconds,
    blockDuration: seconds,
  });
  return {
    count: (member) =>
      limiter.consume(member).then(
        () => "ok",
        (reason: unknown) =>
          reason instanceof RateLimiterRes && reason.consumedPoints > limit + 1
            ? "ignored"
            : "first over limit",
      ),
    async forget(member, counted) {
      if (counted === "first over limit") await limiter.set(member, limit, seconds);
      const found = counted === "ok" && (await limiter.get(member));
      if (found && found.consumedPoints <= limit) await limiter.reward(member);
    },
  };
}
