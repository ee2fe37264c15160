import { contactIdOf } from "../conversation/model/conversation-id.ts";
import {
  type ConversationRecord,
  createRecordSchemas,
  type NotificationDecision,
  type RecordFields,
} from "../conversation/model/record.ts";
import { fieldsOf } from "../conversation/model/record-fields.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Journal } from "../conversation/ports/journal.ts";
import type { Numbers } from "../conversation/ports/numbers.ts";
import type { Outbox } from "../conversation/ports/outbox.ts";
import type {
  Commit,
  CommitOutcome,
  DeduplicationKey,
  LoadedRecord,
  ParkedEvent,
  Store,
} from "../conversation/ports/store.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import { createMemoryNumbers } from "./memory-numbers.ts";
import { createMemoryOutbox } from "./memory-outbox.ts";

const HOUR_MS = 60 * 60 * 1000;

export interface MemoryStore extends Store, Outbox, Journal {
  numbers: Numbers;
  /** Ends the open session of a conversation; its calls and replies stay. */
  drop(conversationId: string): void;
  /** Members' decisions about notifications, by contact id. */
  decisions: Map<string, NotificationDecision>;
}

/** Conversations in this process only: for tests, and for a first try without Redis. */
export function createMemoryStore(options: {
  clock: Clock;
  ttlSeconds: number;
  /** What records hold for the application. */
  recordFields: RecordFields;
}): MemoryStore {
  const { clock, ttlSeconds } = options;
  const schema = createRecordSchemas(options.recordFields).conversation;
  const records = new Map<string, { json: string; expiresAt: number }>();
  /** Message ids by the hour of their own time. */
  const seen = new Map<number, Set<string>>();
  const parked: ParkedEvent[] = [];
  const decisions = new Map<string, NotificationDecision>();
  const numbers = createMemoryNumbers({ clock });
  const { committing, counts, ...outbox } = createMemoryOutbox({ clock, numbers });

  const load = (conversationId: string): LoadedRecord => {
    const found = records.get(conversationId);
    if (!found || found.expiresAt <= clock()) return { kind: "none" };
    const record = schema.safeParse(JSON.parse(found.json));
    return record.success
      ? { kind: "record", record: record.data }
      : {
          kind: "corrupt",
          cause: new StoreError("corrupt", "The record breaks its schema", { cause: record.error }),
          digest: found.json,
        };
  };
  const save = (conversationId: string, record: ConversationRecord) =>
    records.set(conversationId, {
      json: JSON.stringify(record),
      expiresAt: clock() + ttlSeconds * 1000,
    });
  const wasSeen = (message: DeduplicationKey) =>
    seen.get(hourOf(message))?.has(message.id) ?? false;
  const mark = (message: DeduplicationKey): void => {
    const hour = hourOf(message);
    seen.set(hour, (seen.get(hour) ?? new Set()).add(message.id));
  };
  const keepDecision = (contactId: string, decision: NotificationDecision): void => {
    if (decision.at >= (decisions.get(contactId)?.at ?? 0)) decisions.set(contactId, decision);
  };
  const refuse = (commit: Commit): CommitOutcome | undefined => {
    const { conversationId, settles, loaded } = commit;
    if (commit.seen && wasSeen(commit.seen)) return "duplicate";
    if (settles && !committing.holds(settles)) return "lost";
    return sameVersion(load(conversationId), loaded) ? undefined : "conflict";
  };

  return {
    ...outbox,
    numbers,
    decisions,
    async load(conversationId) {
      return load(conversationId);
    },
    async wasSeen(_conversationId, message) {
      return wasSeen(message);
    },
    async commit(commit) {
      const refused = refuse(commit);
      if (refused) return refused;
      const { conversationId, record, settles } = commit;
      if (record) save(conversationId, record);
      if (commit.seen) mark(commit.seen);
      if (commit.notices) keepDecision(contactIdOf(conversationId), commit.notices);
      if (commit.parked) parked.push(commit.parked);
      if (settles) committing.settle(conversationId, settles);
      committing.note(conversationId, commit.line);
      numbers.add(commit.counts);
      return committing.put(conversationId, commit);
    },
    async cleanup({ conversationId, version, preserve }) {
      const loaded = load(conversationId);
      if (loaded.kind !== "record" || loaded.record._version !== version) return "conflict";
      const fields = fieldsOf(loaded.record);
      const kept = Object.fromEntries(preserve.map((field) => [field, fields[field]]));
      const _last_updated = new Date(clock()).toISOString();
      save(conversationId, { ...kept, _version: version + 1, _last_updated });
      return "cleaned";
    },
    async sweep({ olderThanMs }) {
      const firstKept = hourOf({ at: clock() - olderThanMs });
      const old = [...seen.keys()].filter((hour) => hour < firstKept);
      for (const hour of old) seen.delete(hour);
      return old.length;
    },
    async count() {
      return { ...counts(), parked: parked.length };
    },
    drop(conversationId) {
      records.delete(conversationId);
    },
  };
}

function hourOf({ at }: { at: number }): number {
  return Math.floor(at / HOUR_MS);
}

function sameVersion(now: LoadedRecord, then: LoadedRecord): boolean {
  if (now.kind !== "record" || then.kind !== "record")
    return JSON.stringify(now) === JSON.stringify(then);
  return (
    now.record._version === then.record._version && now.record.session_id === then.record.session_id
  );
}
