import { readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";

/** Simulates what a power cut loses beyond `kill -9`: the kernel keeps what Redis has written and not synced. */
export interface PowerCuts {
  /** Everything that Redis has written so far is on disk. */
  sync(): void;
  /** Once Redis has ended: removes from its append-only file all that was written since. */
  cut(): void;
}

export async function connectPowerCuts(redisUrl: string): Promise<PowerCuts> {
  const redis = new Redis(redisUrl);
  const [, folder = ""] = (await redis.config("GET", "dir")) as string[];
  redis.disconnect();
  let synced = newest();
  return {
    sync() {
      synced = newest();
    },
    cut() {
      truncateSync(synced.file, synced.bytes);
    },
  };

  function newest(): { file: string; bytes: number } {
    const names = readdirSync(join(folder, "appendonlydir"));
    const last = names.filter((name) => name.endsWith(".incr.aof")).sort();
    const file = join(folder, "appendonlydir", last.at(-1) ?? "");
    return { file, bytes: statSync(file).size };
  }
}
