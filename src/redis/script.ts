import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { tryTwice } from "./connection.ts";
import type { RedisClient } from "./redis-client.ts";
import { markDurable } from "./replicas.ts";

type Argument = string | number;

export interface Script<Reply> {
  /**
   * Runs it, and once more if the connection was cut or timed out: only for scripts that are safe to repeat,
   * because they are idempotent or recognise their own earlier run by a nonce.
   */
  run(redis: RedisClient, keys: string[], args: Argument[]): Promise<Reply>;
  /** Runs it once, for a caller that has its own retry; wrap it in `tryTwice`, which redacts errors. */
  runOnce(redis: RedisClient, keys: string[], args: Argument[]): Promise<Reply>;
}

/**
 * Creates a script from `lua`. `Reply` is the type that its header documents; `keys` is the number of KEYS. What a
 * durable script writes is acknowledged to others: its reply may wait for replicas, see `withReplicas`.
 */
export function createScript<Reply>({
  lua,
  keys: keyCount,
  isDurable = false,
}: {
  lua: string;
  keys: number | "any";
  isDurable?: boolean;
}): Script<Reply> {
  const sha = createHash("sha1").update(lua).digest("hex");
  if (isDurable) markDurable(sha, lua);

  async function runOnce(redis: RedisClient, keys: string[], args: Argument[]): Promise<Reply> {
    if (keyCount !== "any" && keys.length !== keyCount) {
      throw new RangeError(`The script takes ${keyCount} keys, not ${keys.length}`);
    }
    const reply = await evaluate(redis, keys, args);
    return reply as Reply;
  }

  async function evaluate(redis: RedisClient, keys: string[], args: Argument[]): Promise<unknown> {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return await redis.eval(lua, keys.length, ...keys, ...args);
    }
  }

  return {
    runOnce,
    run: (redis, keys, args) => tryTwice(redis, () => runOnce(redis, keys, args)),
  };
}

/** The text of Lua files in `lua/`, concatenated: preludes first. To be called when a module loads. */
export function readLua(...files: string[]): string {
  return files
    .map((file) => readFileSync(new URL(`lua/${file}`, import.meta.url), "utf8"))
    .join("\n");
}
