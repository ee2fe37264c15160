import { readRolloutChange, withoutNumbers } from "../releases/rollout.ts";
import type { NumberList } from "./operator/forgetting.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createReleaseStore } from "./release-store.ts";
import { createScript, readLua } from "./script.ts";

const rewriteScript = createScript<number>({
  lua: readLua("rewrite-rollout-history.lua"),
  keys: 1,
});

/**
 * The phone numbers that the rollout lists, and those that an earlier version has left in its history. Both methods
 * throw a `ReleaseError` if the stored rollout is not valid.
 */
export function createRolloutNumbers({ redis }: { redis: RedisClient }): NumberList {
  const { rolloutHistory } = partitionsOf(redis).directory;
  const store = createReleaseStore({ redis });

  /** The changes that have one of the numbers, each with the text that replaces it. */
  async function findChanges(
    numbers: readonly string[],
  ): Promise<[stored: string, text: string][]> {
    const changes = await redis.lrange(rolloutHistory, 0, -1);
    return changes.flatMap((stored): [string, string][] => {
      const change = readRolloutChange(stored);
      const isFound = numbers.some((number) => stored.includes(change ? `"${number}"` : number));
      return isFound ? [[stored, change ? JSON.stringify(change) : ""]] : [];
    });
  }

  const list: NumberList = {
    async isListed(numbers) {
      const rollout = await store.loadRollout();
      if (rollout && withoutNumbers(rollout, numbers)) return true;
      return (await findChanges(numbers)).length > 0;
    },
    async forget(numbers) {
      const rollout = await store.loadRollout();
      const rest = rollout && withoutNumbers(rollout, numbers);
      if (rest) {
        const change = { expectedVersion: rollout.version, rollout: rest, by: "ops forget" };
        // Somebody else has changed it meanwhile.
        if (!(await store.changeRollout(change))) return list.forget(numbers);
      }
      const changes = await findChanges(numbers);
      const replaced =
        changes.length > 0 ? await rewriteScript.run(redis, [rolloutHistory], changes.flat()) : 0;
      return replaced + (rest ? 1 : 0);
    },
  };
  return list;
}
