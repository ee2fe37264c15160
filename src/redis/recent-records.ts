import { copyAsJson } from "../conversation/model/json-copy.ts";
import {
  type ConversationRecord,
  createRecordSchemas,
  type RecordFields,
  type RecordSchemas,
  type SessionRecord,
} from "../conversation/model/record.ts";

/**
 * The records that this process has committed last. A record in Redis that has the nonce and the length of such a commit
 * is that record, so it need not be sent and parsed. Both are compared at each use: another process may have committed
 * since, or somebody has changed the text by hand.
 */
export interface RecentRecords {
  /** What was remembered last at a key. */
  find(key: string): RecentRecord | undefined;
  /** What was remembered last of a member, for a caller that does not know the key yet. */
  findOf(member: string): (RecentRecord & { key: string }) | undefined;
  /** Notes whose record is at a key, for as long as the record is remembered. */
  link(member: string, key: string): void;
  remember(key: string, committed: CommittedRecord): void;
  forget(key: string): void;
}

/** Do not change the record: the next turn gets the same one. */
export interface RecentRecord {
  nonce: string;
  /** The length of its text, in bytes. */
  size: number;
  /** As parsing its text would return it. */
  record: ConversationRecord;
  /** The JSON of its larger fields. */
  texts: FieldTexts;
}

export type FieldTexts = ReadonlyMap<string, string>;

export interface CommittedRecord {
  nonce: string;
  record: ConversationRecord;
  /** The record that the turn has loaded: parsing has returned its fields, or this module. */
  loaded: ConversationRecord | undefined;
  /** Its length as text, in bytes. */
  size: number;
  texts: FieldTexts;
}

type Fields = { [name: string]: unknown };

/**
 * Remembers the newest records whose texts have `maxSize` bytes in sum, one at least, and none for longer than
 * `keptMs`: what a member has told a session is not held when it is over. One without a session, or that breaks its
 * schema, is not found.
 */
export function createRecentRecords({
  maxSize,
  keptMs,
  clock,
  recordFields,
}: {
  maxSize: number;
  keptMs: number;
  clock: () => number;
  recordFields: RecordFields;
}): RecentRecords {
  const schemas = createRecordSchemas(recordFields);
  /** In the order of their commits. */
  const entries = new Map<string, Entry>();
  const keys = new Map<string, string>();
  let size = 0;

  function find(key: string): RecentRecord | undefined {
    const entry = entries.get(key);
    if (entry?.changed && !restore(entry, schemas)) forget(key);
    return entries.get(key);
  }

  function forget(key: string): void {
    const { size: freed = 0, member } = entries.get(key) ?? {};
    if (member !== undefined) keys.delete(member);
    size -= freed;
    entries.delete(key);
  }

  function link(member: string, key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    if (entry.member !== undefined) keys.delete(entry.member);
    entry.member = member;
    keys.set(member, key);
  }

  return {
    find,
    findOf(member) {
      const key = keys.get(member);
      const found = key === undefined ? undefined : find(key);
      return found && key !== undefined ? { ...found, key } : undefined;
    },
    link,
    remember(key, { loaded, ...committed }) {
      const { member } = entries.get(key) ?? {};
      forget(key);
      const now = clock();
      entries.set(key, { ...committed, at: now, changed: changedFields(committed.record, loaded) });
      size += committed.size;
      if (member !== undefined) link(member, key);
      for (const [oldest, { at }] of entries) {
        if (now - at <= keptMs && (size <= maxSize || entries.size === 1)) break;
        forget(oldest);
      }
    },
    forget,
  };
}

interface Entry extends RecentRecord {
  /** When it was committed, in ms. */
  at: number;
  member?: string | undefined;
  /** The fields that are not as parsing would return them; absent if all are. */
  changed?: readonly string[] | undefined;
}

function changedFields(record: Fields, loaded: Fields = {}): string[] {
  return Object.keys(record).filter((name) => record[name] !== loaded[name]);
}

/** Replaces what the turn has changed by what parsing its JSON returns. `false` if that breaks the schema. */
function restore(entry: Entry, { parseSession }: RecordSchemas): boolean {
  const record: Fields = { ...entry.record };
  const same: Fields = { ...record };
  for (const name of entry.changed ?? []) {
    delete same[name];
    if (record[name] !== undefined) record[name] = copyAsJson(record[name]);
  }
  try {
    entry.record = parseSession(record as SessionRecord, same as ConversationRecord);
    entry.changed = undefined;
    return true;
  } catch {
    return false;
  }
}
