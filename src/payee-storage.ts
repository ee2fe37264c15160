import { createMemoryPayees } from "./memory/memory-payees.ts";
import type { Payees } from "./payees.ts";
import { createPayees } from "./redis/payees.ts";
import type { RedisClient } from "./redis/redis-client.ts";

/** Payees beside the conversations: in the same Redis, or in memory where there is none. */
export function openPayees({ redis }: { redis?: RedisClient | undefined }): Payees {
  return redis ? createPayees({ redis }) : createMemoryPayees();
}
