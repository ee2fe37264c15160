import { MAX_PAYEES, type Payees } from "../payees.ts";
import { tryTwice } from "./connection.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";
import { unavailable } from "./store-error.ts";

const rememberScript = createScript<1>({ lua: readLua("remember-payee.lua"), keys: 1 });

/** Payees in Redis: without a TTL, like the contact to which they belong. */
export function createPayees({
  redis,
  max = MAX_PAYEES,
}: {
  redis: RedisClient;
  max?: number;
}): Payees {
  const partitions = partitionsOf(redis);
  return {
    async knows({ contactId, accountID }) {
      const key = partitions.of(contactId).payees(contactId);
      const score = await tryTwice(redis, () => redis.zscore(key, accountID)).catch(unavailable);
      return score !== null;
    },
    async remember({ contactId, accountID }) {
      const keys = [partitions.of(contactId).payees(contactId)];
      await rememberScript.run(redis, keys, [accountID, max]).catch(unavailable);
    },
  };
}
