import { type Counted, fromFields, toField } from "../conversation/model/count.ts";
import type { Numbers } from "../conversation/ports/numbers.ts";
import { NUMBERS } from "../policy.ts";
import { tryTwice } from "./connection.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { unavailable } from "./store-error.ts";

/** The arguments of a script for counts: a line each, how many different ones a day has, and for how many seconds. */
export function countArguments(counts: readonly Counted[] = []): [string, number, number] {
  const lines = counts.map(({ count, times }) => `${times} ${toField(count)}`);
  return [lines.join("\n"), NUMBERS.fieldsADay, NUMBERS.keptSeconds];
}

/** The counts in Redis: a hash for each day, in each partition. */
export function createNumbers({ redis }: { redis: RedisClient }): Numbers {
  const { all } = partitionsOf(redis);
  return {
    async read(day) {
      const read = () => Promise.all(all.map(({ numbers }) => redis.hgetall(numbers(day))));
      const sums = new Map<string, number>();
      for (const hash of await tryTwice(redis, read).catch(unavailable))
        for (const [field, times] of Object.entries(hash))
          sums.set(field, (sums.get(field) ?? 0) + Number(times));
      return { day, ...fromFields(sums) };
    },
  };
}
