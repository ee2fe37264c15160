import { toConversationId } from "../conversation/model/conversation-id.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";

const endScript = createScript<number>({
  lua: readLua("end-sessions.lua"),
  keys: "any",
  isDurable: true,
});
const endedScript = createScript<0 | 1>({ lua: readLua("note-ended-sessions.lua"), keys: 1 });

/**
 * Ends sessions whose contacts have lost a number or were merged, on a cluster: each in its own partition. The script
 * that changed the contacts has stored them with the contact that it returned, in the same step. Whoever finds that
 * contact ends the sessions before anything is done for it, so no late answer reaches a number's new owner, whichever
 * process has died in between. Each step is idempotent.
 */
export function createSessionEnds({
  redis,
  businessNumberIds,
}: {
  redis: RedisClient;
  businessNumberIds: readonly string[];
}): (contactId: string, ended: string) => Promise<void> {
  const { of, directory } = partitionsOf(redis);
  const endOf = (contactId: string) =>
    businessNumberIds.map((businessNumberId) => {
      const id = toConversationId({ contactId, businessNumberId });
      const state = of(id).state(id);
      const keys = [state, `${state}_stage`, `${state}_option`, `${state}_direction`];
      return endScript.run(redis, keys, []);
    });
  return async (contactId, ended) => {
    await Promise.all(ended.split(" ").flatMap(endOf));
    await endedScript.run(redis, [directory.contact(contactId)], [ended]);
  };
}
