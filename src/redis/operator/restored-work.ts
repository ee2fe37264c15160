import { LANES, WORK_KINDS } from "../../conversation/ports/outbox.ts";
import { type Keyspace, withoutTag } from "../keyspace.ts";
import { fromEntry } from "../outbox-entry.ts";
import { partitionsOf, type RedisClient } from "../redis-client.ts";
import { type Sealing, sealingOf } from "../sealing.ts";
import { scanKeys } from "./scan-keys.ts";

/**
 * The sessions and effects of a backup. They are older than what members have seen and credex-core has done: a reply
 * would arrive again, a call would be made again, and a question's number would be given to another question.
 */
export interface RestoredWork {
  find(): Promise<FoundWork>;
  /** Deletes it. Contacts, marks of messages, journals, dead letters and parked events stay. */
  discard(found: FoundWork): Promise<void>;
}

export interface FoundWork {
  sessions: number;
  replies: number;
  timers: number;
  /** Nobody knows whether they were made after the backup. */
  calls: { conversationId: string; operation: string; isMoney: boolean }[];
  keys: string[];
}

export function createRestoredWork({ redis }: { redis: RedisClient }): RestoredWork {
  const { all } = partitionsOf(redis);
  const sealing = sealingOf(redis);
  return {
    async find() {
      const found = (keyOf: (keys: Keyspace) => string) => keysOf(redis, all.map(keyOf));
      const states = await found(({ state }) => state("*"));
      const lanes = await Promise.all(LANES.map((kind) => found(({ lane }) => lane(kind, "*"))));
      const timers = await Promise.all(all.map(({ due }) => redis.zcard(due("timers"))));
      const [replies = [], ...calls] = await Promise.all(
        lanes.map((keys) => entriesOf(redis, keys)),
      );
      return {
        // Metadata stands behind the state's key: "user:<id>_stage".
        sessions: states.filter((key) => /\.\d+$/.test(key)).length,
        replies: replies.length,
        timers: timers.reduce((sum, count) => sum + count, 0),
        calls: calls.flat().map((entry) => callOf(entry, sealing)),
        keys: [...states, ...lanes.flat()],
      };
    },

    async discard({ keys }) {
      const shared = all.flatMap(({ due, leases }) => [...WORK_KINDS.map(due), leases]);
      for (const key of [...keys, ...shared]) await redis.unlink(key);
    },
  };
}

interface LaneEntry {
  conversationId: string;
  entry: string;
}

async function keysOf(redis: RedisClient, patterns: string[]): Promise<string[]> {
  const keys: string[] = [];
  for (const match of patterns) for await (const key of scanKeys(redis, match)) keys.push(key);
  return keys;
}

async function entriesOf(redis: RedisClient, laneKeys: string[]): Promise<LaneEntry[]> {
  const found: LaneEntry[] = [];
  for (const key of laneKeys)
    for (const entry of await redis.lrange(key, 0, -1))
      found.push({ conversationId: withoutTag(key).replace(/^[a-z]+:/, ""), entry });
  return found;
}

function callOf(
  { conversationId, entry }: LaneEntry,
  sealing: Sealing,
): FoundWork["calls"][number] {
  try {
    const { effect } = fromEntry(entry, { conversationId, sealing });
    if (effect.kind === "call")
      return { conversationId, operation: effect.operation, isMoney: effect.atMostOnce };
  } catch {}
  return { conversationId, operation: "unreadable", isMoney: true };
}
