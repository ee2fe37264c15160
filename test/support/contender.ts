import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { ready } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open-redis.ts";

/** Counts a shared counter up until so many updates have reported success, and tells its parent. */
const [url = "", lock, key = "", wanted] = process.argv.slice(2);

const redis = openRedis(url);
await ready(redis, 60_000);
const manager = new AtomicStateManager({ redis, lock: lock === "watch" ? "watch" : "lua" });

let successes = 0;
let conflicts = 0;
while (successes < Number(wanted)) {
  const updated = await manager.atomicUpdate(
    key,
    (current) => ({ ...current, count: Number(current?.count ?? 0) + 1 }),
    { ttl: 300 },
  );
  if (updated.ok) successes += 1;
  else if (updated.reason === "conflict") conflicts += 1;
  else throw new Error(updated.message, { cause: updated.cause });
}

process.send?.({ successes, conflicts });
manager.close();
redis.disconnect();
