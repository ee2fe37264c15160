import type { Clock } from "./conversation/ports/clock.ts";
import { createMemoryServerReports } from "./memory/memory-server-reports.ts";
import type { RedisClient } from "./redis/redis-client.ts";
import { createServerReports } from "./redis/server-reports.ts";
import type { ServerReports } from "./releases/server-reports.ts";

/** Reports beside the conversations: in the same Redis, or in memory where there is none. */
export function openServerReports(
  { redis }: { redis?: RedisClient | undefined },
  clock: Clock,
): ServerReports {
  return redis ? createServerReports({ redis }) : createMemoryServerReports({ clock });
}
