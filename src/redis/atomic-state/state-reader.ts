import { tryTwice } from "../connection.ts";
import { withoutTag } from "../keyspace.ts";
import type { RedisClient } from "../redis-client.ts";
import { sealingOf } from "../sealing.ts";
import { openState, parse, type StoredState } from "../state-json.ts";
import type { Metadata } from "./atomic-result.ts";
import { STATE_KEY_PARTS, type StateKeyPart, type StateKeys } from "./lock.ts";

export type StateReading =
  | { kind: "read"; state: StoredState | undefined; metadata: Metadata }
  | { kind: "corrupt"; part: StateKeyPart };

/**
 * Reads a state, and its metadata if wanted, in one atomic step.
 * @throws {StoreError} if the state cannot be opened
 */
export function readState(
  redis: RedisClient,
  keys: StateKeys,
  { includeMetadata }: { includeMetadata: boolean },
): Promise<StateReading> {
  const parts: StateKeyPart[] = includeMetadata ? [...STATE_KEY_PARTS] : ["state"];
  const sealing = sealingOf(redis);
  const open = (sealed: object) => sealing.open(sealed, withoutTag(keys.state));
  return tryTwice(redis, async () => {
    const texts = await redis.mget(parts.map((part) => keys[part]));
    const missing = parts.filter((_, index) => texts[index] === null);
    const part = await findOtherType(redis, keys, missing);
    return part ? { kind: "corrupt", part } : toRead(texts, open);
  });
}

/** MGET treats a key of another type as missing. */
async function findOtherType(
  redis: RedisClient,
  keys: StateKeys,
  missing: StateKeyPart[],
): Promise<StateKeyPart | undefined> {
  const types = await Promise.all(missing.map((part) => redis.type(keys[part])));
  return missing.find((_, index) => !["none", "string"].includes(types[index] ?? "none"));
}

function toRead(
  [text, stage, option, direction]: Array<string | null>,
  open: (sealed: object) => object,
): StateReading {
  const parsed = typeof text === "string" ? parse(text) : undefined;
  if (typeof text === "string" && !parsed) return { kind: "corrupt", part: "state" };
  const metadata = {
    ...(typeof stage === "string" && { stage }),
    ...(typeof option === "string" && { option }),
    ...(typeof direction === "string" && { direction }),
  };
  return { kind: "read", state: parsed && openState(parsed.state, open), metadata };
}
