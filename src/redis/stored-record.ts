import { createHash } from "node:crypto";
import type { ConversationRecord, RecordSchemas } from "../conversation/model/record.ts";
import type { LoadedRecord } from "../conversation/ports/store.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import { withoutTag } from "./keyspace.ts";
import type { RecentRecord } from "./recent-records.ts";
import type { RedisClient } from "./redis-client.ts";
import type { Sealing } from "./sealing.ts";
import { hasNonce, openState, parse, STAMP_BYTES } from "./state-json.ts";

const OTHER_TYPE = "other type";

/** What a key of a state holds. */
export type Reading = Buffer | null | typeof OTHER_TYPE;

/** The raw bytes of the record: a corrupt one need not even be text. */
export async function readState(redis: RedisClient, key: string): Promise<Reading> {
  try {
    return await redis.getBuffer(key);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("WRONGTYPE")) return OTHER_TYPE;
    throw error;
  }
}

/** Whether a key still holds a record that is remembered. */
export async function isStored(
  redis: RedisClient,
  key: string,
  { nonce, size }: RecentRecord,
): Promise<boolean> {
  try {
    const [beginning, last] = await Promise.all([
      redis.getrange(key, 0, STAMP_BYTES - 1),
      // A text of this length ends here.
      redis.getrange(key, size - 1, size),
    ]);
    return last.length === 1 && hasNonce(beginning, nonce);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("WRONGTYPE")) return false;
    throw error;
  }
}

/** Parses and hashes the same reading: another process may repair the record meanwhile. */
export function toLoaded(key: string, found: Reading, format: RecordFormat): LoadedRecord {
  if (found === null) return { kind: "none" };
  if (found === OTHER_TYPE) return corrupt(`${key} does not hold a string`);
  const record = parseRecord(key, found.toString(), format);
  return typeof record === "string"
    ? corrupt(`${key} ${record}`, found)
    : { kind: "record", record };
}

/** How records are stored. */
export interface RecordFormat {
  schema: RecordSchemas["conversation"];
  sealing: Sealing;
}

/**
 * Parses the text at a record's key; or says what is wrong with it, without quoting it.
 * @throws {StoreError} if the record cannot be opened
 */
export function parseRecord(
  key: string,
  text: string,
  { schema, sealing }: RecordFormat,
): ConversationRecord | string {
  const stored = parse(text)?.state;
  if (!stored) return "does not hold a state";
  const state = openState(stored, (sealed) => sealing.open(sealed, withoutTag(key)));
  const record = schema.safeParse(state);
  if (record.success) return record.data;
  const fields = record.error.issues.map(({ path }) => path.join(".")).join(", ");
  return `breaks the record's schema at ${fields}`;
}

/** The digest by which the commit script compares a corrupt state. */
function corrupt(message: string, text?: Buffer): LoadedRecord {
  const digest = text ? createHash("sha1").update(text).digest("hex") : "";
  return { kind: "corrupt", cause: new StoreError("corrupt", message), digest };
}
