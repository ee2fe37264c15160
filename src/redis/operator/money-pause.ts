import type { Redis } from "ioredis";
import { keyspace } from "../keyspace.ts";

/** Stops money calls for all servers: the reply to a confirmation says that nothing was sent. */
export interface MoneyPause {
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Since when, ISO 8601; `undefined` while money calls are sent. */
  since(): Promise<string | undefined>;
}

export function createMoneyPause({ redis }: { redis: Redis }): MoneyPause {
  return {
    async pause() {
      await redis.set(keyspace.paused, new Date().toISOString(), "NX");
    },
    async resume() {
      await redis.del(keyspace.paused);
    },
    async since() {
      return (await redis.get(keyspace.paused)) ?? undefined;
    },
  };
}
