import { createHash } from "node:crypto";
import type { ConversationRecord, RecordSchemas } from "../conversation/model/record.ts";
import type { LoadedRecord } from "../conversation/ports/store.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import type { RedisClient } from "./redis-client.ts";
import { parse } from "./state-json.ts";

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

/** Parses and hashes the same reading: another process may repair the record meanwhile. */
export function toLoaded(
  key: string,
  found: Reading,
  schema: RecordSchemas["conversation"],
): LoadedRecord {
  if (found === null) return { kind: "none" };
  if (found === OTHER_TYPE) return corrupt(`${key} does not hold a string`);
  const record = parseRecord(found.toString(), schema);
  return typeof record === "string"
    ? corrupt(`${key} ${record}`, found)
    : { kind: "record", record };
}

/** Parses the text of a record; or says what is wrong with it, without quoting it. */
export function parseRecord(
  text: string,
  schema: RecordSchemas["conversation"],
): ConversationRecord | string {
  const state = parse(text)?.state;
  if (!state) return "does not hold a state";
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
