import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Floods } from "../engine/floods.ts";

const MINUTE_SECONDS = 60;

/** A count in this process only. The rules are those of redis/floods.ts. */
export function createMemoryFloods({ perMinute }: { perMinute: number }): Floods {
  const limiter = new RateLimiterMemory({
    points: perMinute,
    duration: MINUTE_SECONDS,
    blockDuration: MINUTE_SECONDS,
  });
  return {
    count: (member) =>
      limiter.consume(member).then(
        () => "ok",
        (reason: unknown) =>
          reason instanceof RateLimiterRes && reason.consumedPoints > perMinute + 1
            ? "ignored"
            : "told",
      ),
    async forget(member, counted) {
      if (counted === "told") await limiter.set(member, perMinute, MINUTE_SECONDS);
      const found = counted === "ok" && (await limiter.get(member));
      if (found && found.consumedPoints <= perMinute) await limiter.reward(member);
    },
  };
}
