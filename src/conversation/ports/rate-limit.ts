/**
 * Counts each member's messages and notifications within a window. No method throws: if counting fails, nothing is
 * limited.
 */
export interface RateLimiter {
  /** Counts a message of the member of this key (a phone number or user id). */
  count(member: string): Promise<RateDecision>;
  /** Takes a message that was not run, for whatever reason, out of the count. */
  forget(member: string, counted: RateDecision): Promise<void>;
}

export type RateDecision =
  | "ok"
  /** The first one too many: to be answered, in one process only. */
  | "first over limit"
  /** One of those after it, until the while has passed again. */
  | "ignored";

/** How many may come in which while. */
export type Rate = { perMinute: number } | { perHour: number };

export function rateWindow(rate: Rate): { limit: number; seconds: number } {
  return "perMinute" in rate
    ? { limit: rate.perMinute, seconds: 60 }
    : { limit: rate.perHour, seconds: 60 * 60 };
}
