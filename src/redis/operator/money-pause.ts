import { partitionsOf, type RedisClient } from "../redis-client.ts";

/** Stops money calls for all servers: the reply to a confirmation says that nothing was sent. */
export interface MoneyPause {
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Since when, ISO 8601; `undefined` while money calls are sent in every partition. */
  since(): Promise<string | undefined>;
}

export function createMoneyPause({ redis }: { redis: RedisClient }): MoneyPause {
  // In each partition, where the script that marks a money call as sent finds it.
  const all = partitionsOf(redis).all.map(({ paused }) => paused);
  return {
    async pause() {
      const since = new Date().toISOString();
      await Promise.all(all.map((paused) => redis.set(paused, since, "NX")));
    },
    async resume() {
      await Promise.all(all.map((paused) => redis.del(paused)));
    },
    async since() {
      const found = await Promise.all(all.map((paused) => redis.get(paused)));
      return found.flatMap((since) => since ?? []).sort()[0];
    },
  };
}
