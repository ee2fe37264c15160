import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "../../conversation/model/effect.ts";
import {
  type ConversationRecord,
  createRecordSchemas,
  type RecordFields,
} from "../../conversation/model/record.ts";
import { StoreError } from "../../conversation/ports/store-error.ts";
import { OPERATOR } from "../../policy.ts";
import { withoutTag } from "../keyspace.ts";
import { fromEntry } from "../outbox-entry.ts";
import { partitionsOf, type RedisClient } from "../redis-client.ts";
import { sealingOf } from "../sealing.ts";
import { readState, toLoaded } from "../stored-record.ts";
import { scanPages } from "./scan-keys.ts";

/** The records of a running system. Nothing is written. */
export interface LiveRecords {
  /**
   * Reads every record, with pauses in which Redis serves others. One that expires or is written meanwhile may be
   * missing, or be there twice.
   * @throws {StoreError} if a record cannot be opened with the data keys
   */
  scan(): AsyncGenerator<LiveRecord>;
  /** The calls of a conversation that have no outcome yet, by lane. One that cannot be parsed is left out. */
  callsOf(conversationId: string): Promise<{ calls: Call[]; unsettled: Call[] }>;
}

export interface LiveRecord {
  conversationId: string;
  /** `undefined`: it is corrupt. */
  record: ConversationRecord | undefined;
}

/** What stands before the id of a conversation in a key without its tag. */
const STATE = "user:";
/** A conversation's id ends with that of its business number; the keys of the metadata end otherwise. */
const STATE_KEY = /\.\d+$/;

export function createLiveRecords(options: {
  redis: RedisClient;
  recordFields: RecordFields;
}): LiveRecords {
  const { redis } = options;
  const partitions = partitionsOf(redis);
  const sealing = sealingOf(redis);
  const schema = createRecordSchemas(options.recordFields).conversation;

  async function read(key: string): Promise<LiveRecord[]> {
    const loaded = toLoaded(key, await readState(redis, key), { schema, sealing });
    if (loaded.kind === "none") return [];
    const conversationId = withoutTag(key).slice(STATE.length);
    return [{ conversationId, record: loaded.kind === "record" ? loaded.record : undefined }];
  }

  return {
    async *scan() {
      const match = partitions.isDivided ? `{p*}${STATE}*` : `${STATE}*`;
      for await (const page of scanPages(redis, match)) {
        const keys = page.filter((key) => STATE_KEY.test(withoutTag(key)));
        for (const found of await Promise.all(keys.map(read))) yield* found;
        await sleep(OPERATOR.scanPauseMs);
      }
    },

    async callsOf(conversationId) {
      const { lane } = partitions.of(conversationId);
      const [calls = [], unsettled = []] = await Promise.all(
        (["calls", "unsettled"] as const).map(async (name) => {
          const entries = await redis.lrange(lane(name, conversationId), 0, -1);
          return entries.flatMap((entry) => callIn(entry, { conversationId, sealing }));
        }),
      );
      return { calls, unsettled };
    },
  };
}

function callIn(entry: string, where: Parameters<typeof fromEntry>[1]): Call[] {
  try {
    const { effect } = fromEntry(entry, where);
    if (effect.kind !== "call") return [];
    const { kind: _, ...call } = effect;
    return [call];
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return [];
  }
}
