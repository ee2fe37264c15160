import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Redis } from "ioredis";
import { tryTwice } from "./connection.ts";

type Argument = string | number;

export interface Script<Reply> {
  /**
   * Runs it, and once more if the connection was cut or silent: only for scripts that are safe to repeat,
   * because they are idempotent or recognise by a nonce what they have done.
   */
  run(redis: Redis, keys: string[], args: Argument[]): Promise<Reply>;
  /** Runs it once, for a caller that repeats by itself; wrap it in `tryTwice`, which redacts errors. */
  runOnce(redis: Redis, keys: string[], args: Argument[]): Promise<Reply>;
}

/** Makes a script of `lua`. `Reply` is what its head says it returns; `keys` is how many it takes. */
export function createScript<Reply>({
  lua,
  keys: keyCount,
}: {
  lua: string;
  keys: number | "any";
}): Script<Reply> {
  const sha = createHash("sha1").update(lua).digest("hex");

  async function runOnce(redis: Redis, keys: string[], args: Argument[]): Promise<Reply> {
    if (keyCount !== "any" && keys.length !== keyCount) {
      throw new RangeError(`The script takes ${keyCount} keys, not ${keys.length}`);
    }
    const reply = await evaluate(redis, keys, args);
    return reply as Reply;
  }

  async function evaluate(redis: Redis, keys: string[], args: Argument[]): Promise<unknown> {
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

/** The text of Lua files in `lua/`, one after the other: preludes first. To be called at module load. */
export function readLua(...files: string[]): string {
  return files
    .map((file) => readFileSync(new URL(`lua/${file}`, import.meta.url), "utf8"))
    .join("\n");
}
