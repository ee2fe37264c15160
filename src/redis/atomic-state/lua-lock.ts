import { tryTwice } from "../connection.ts";
import type { RedisClient } from "../redis-client.ts";
import { createScript, readLua } from "../script.ts";
import {
  afterRepeat,
  type Lock,
  STATE_KEY_PARTS,
  type StateWrite,
  type WriteOutcome,
} from "./lock.ts";

type Reply = ["committed"] | ["conflict", number] | ["corrupt", number];

const compareAndSet = createScript<Reply>({
  lua: readLua("compare-version.lua", "compare-and-set.lua"),
  keys: STATE_KEY_PARTS.length,
  isDurable: true,
});

/** Compares and writes in one script, on a connection that may be shared. */
export function createLuaLock(redis: RedisClient): Lock {
  return {
    write: (write) =>
      tryTwice(redis, async (mayHaveRun) => {
        const outcome = toWriteOutcome(
          await compareAndSet.runOnce(redis, ...scriptArguments(write)),
        );
        return mayHaveRun ? afterRepeat(outcome) : outcome;
      }),
    close: () => undefined,
  };
}

function toWriteOutcome([kind, detail]: Reply): WriteOutcome {
  switch (kind) {
    case "committed":
      return { kind };
    case "conflict":
      return { kind, found: detail };
    case "corrupt":
      return { kind, part: STATE_KEY_PARTS[detail - 1] ?? "state" };
  }
}

function scriptArguments(write: StateWrite): [keys: string[], args: Array<string | number>] {
  const { keys, expected, text, nonce, ttlSeconds, metadata } = write;
  return [
    STATE_KEY_PARTS.map((part) => keys[part]),
    [
      expected?._version ?? 0,
      expected?.session_id ?? "",
      nonce,
      text,
      ttlSeconds,
      encode(metadata.stage),
      encode(metadata.option),
      encode(metadata.direction),
    ],
  ];
}

function encode(change: string | null | undefined): string {
  if (change === undefined) return "keep";
  return change === null ? "delete" : `=${change}`;
}
