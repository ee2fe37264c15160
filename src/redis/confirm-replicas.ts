import type { RedisClient } from "./redis-client.ts";
import { waitsForReplicas } from "./replicas.ts";
import { createScript, readLua } from "./script.ts";

const confirmScript = createScript<1>({
  lua: readLua("confirm-replicas.lua"),
  keys: 1,
  isDurable: true,
});

/**
 * Waits until replicas hold everything that the node of a key has written, for a caller that is about to act on what it
 * has read. Sends nothing where commits do not wait for replicas.
 */
export async function confirmReplicas(redis: RedisClient, key: string): Promise<void> {
  if (waitsForReplicas(redis)) await confirmScript.run(redis, [key], []);
}
