import type { ConversationRecord, Credentials, RecordFields, SessionRecord } from "./record.ts";

/** Whether a session is open in a record. */
export function isOpen(record: ConversationRecord | undefined): record is SessionRecord {
  return record?.session_id !== undefined;
}

/** A record by its fields, also by those of the application, which the type of a record does not name. */
export function fieldsOf(record: ConversationRecord | undefined): { [field: string]: unknown } {
  return record ?? {};
}

/** The fields of the root machine's context that a record keeps; each is there, and undefined where nothing is kept. */
export function keptContextOf(
  record: ConversationRecord | undefined,
  { keptContext }: RecordFields,
): { [field: string]: unknown } {
  const fields = fieldsOf(record);
  return Object.fromEntries(Object.keys(keptContext).map((field) => [field, fields[field]]));
}

/** The secrets that a record holds for calls, or that an answer brought, by the names of the application. */
export function credentialsOf(
  record: { [field: string]: unknown },
  { credentials }: Pick<RecordFields, "credentials">,
): Credentials {
  const held: Credentials = {};
  for (const name of credentials) {
    const secret = record[name];
    if (typeof secret === "string") held[name] = secret;
  }
  return held;
}
