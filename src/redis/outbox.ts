import { statusEntry } from "../conversation/journal.ts";
import type { Outbox, OutboxEntry, SendPermission } from "../conversation/ports/outbox.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import { REDIS } from "../policy.ts";
import { tryTwice } from "./connection.ts";
import { createDueSearch } from "./due-work.ts";
import { journalArguments } from "./journal.ts";
import { type Keyspace, laneName, toCode } from "./keyspace.ts";
import { createParkedEvents } from "./operator/parked-events.ts";
import { type EntryPlace, fromEntry, readFailures, toNote } from "./outbox-entry.ts";
import { countOutbox } from "./outbox-state.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";
import { sealingOf } from "./sealing.ts";
import { createSettlements } from "./settlements.ts";
import { unavailable } from "./store-error.ts";

type Claimed = [entry: string, attempts: number, claims: number, failures: string];
const claimScript = createScript<Claimed | null>({
  lua: readLua("typed-read.lua", "lane.lua", "claim-lane.lua"),
  keys: 4,
});
const markSentScript = createScript<SendPermission>({
  lua: readLua("typed-read.lua", "lane.lua", "mark-call-sent.lua"),
  keys: 5,
  isDurable: true,
});
const reportScript = createScript<"more" | "empty" | "noted">({
  lua: readLua("typed-read.lua", "lane.lua", "record-delivery-report.lua"),
  keys: 5,
});

const HOUR_MS = 60 * 60 * 1000;

/** Committed effects in Redis: a list for each lane, and a sorted set of due times for each kind of work. */
export function createOutbox({
  redis,
  clock,
}: {
  redis: RedisClient;
  clock: () => number;
}): Outbox {
  const partitions = partitionsOf(redis);
  const sealing = sealingOf(redis);

  /** Deletes what is too old in a partition, unless another process does so. Returns the number of hours. */
  async function sweepPartition(keys: Keyspace, olderThanMs: number): Promise<number> {
    // At a server's start there may be no connection yet: a read may be repeated.
    const hours = await tryTwice(redis, () => redis.smembers(keys.seenHours)).catch(unavailable);
    const isFirst = await redis
      .set(keys.sweep, "1", "PX", REDIS.sweepLockMs, "NX")
      .catch(unavailable);
    if (isFirst === null) return 0;
    const lastHour = Math.floor((clock() - olderThanMs) / HOUR_MS) - 1;
    const old = hours.map(Number).filter((hour) => hour <= lastHour);
    try {
      for (const hour of old) {
        await redis.unlink(keys.seenBuckets(hour)).catch(unavailable);
        await redis.srem(keys.seenHours, hour).catch(unavailable);
      }
      await redis.zremrangebyscore(keys.dead, 0, clock() - REDIS.deadLetterMs).catch(unavailable);
      await dropOldParked(redis, keys, clock() - REDIS.parkedMs).catch(unavailable);
      return old.length;
    } finally {
      await redis.del(keys.sweep).catch(unavailable);
    }
  }

  const outbox: Outbox = {
    due: createDueSearch(redis),

    async claim({ conversationId, lane, fence, leaseMs }) {
      const { leases, due, dead, lane: laneKey } = partitions.of(conversationId);
      const keys = [laneKey(lane, conversationId), leases, due(lane), dead];
      const args = [laneName(lane, conversationId), fence, leaseMs];
      const claimed = await claimScript.run(redis, keys, args).catch(unavailable);
      if (claimed === null) return undefined;
      const [entry, attempts, claims, failures] = claimed;
      const work = readEntry(entry, { conversationId, sealing });
      if (work) return { ...work, attempts, claims, failures: readFailures(failures) };
      // An entry that cannot be parsed would block its lane for ever.
      const [token = ""] = entry.split(" ");
      const outcome = { kind: "dead", code: "unreadable" } as const;
      await outbox.settle({ lease: { conversationId, lane, fence }, token, outcome });
      return outbox.claim({ conversationId, lane, fence, leaseMs });
    },

    async markSent({ lease: { conversationId, lane, fence }, token, leaseMs, note }) {
      const { leases, due, paused, lane: laneKey } = partitions.of(conversationId);
      const unsettled = laneKey("unsettled", conversationId);
      const keys = [laneKey(lane, conversationId), leases, due(lane), unsettled, paused];
      const stored = toNote(token, note, { conversationId, sealing });
      const args = [laneName(lane, conversationId), fence, token, leaseMs, stored];
      return markSentScript.run(redis, keys, args).catch(unavailable);
    },

    settle: createSettlements(redis, clock),

    async report(report) {
      const { conversationId, token, status, code = "failed" } = report;
      const { leases, due, dead, journal, lane: laneKey } = partitions.of(conversationId);
      const lane = laneKey("replies", conversationId);
      const keys = [lane, leases, due("replies"), dead, journal(conversationId)];
      const isFailed = status === "failed" ? 1 : 0;
      const args = [laneName("replies", conversationId), token, isFailed, toCode(code)];
      return reportScript
        .run(redis, keys, [...args, ...journalArguments(statusEntry(report))])
        .catch(unavailable);
    },

    async sweep({ olderThanMs }) {
      let swept = 0;
      for (const keys of partitions.all) swept += await sweepPartition(keys, olderThanMs);
      return swept;
    },

    count: () => tryTwice(redis, () => countOutbox(redis)).catch(unavailable),
  };
  return outbox;
}

/** Parked events are in the order of their times. */
async function dropOldParked(redis: RedisClient, keys: Keyspace, before: number): Promise<void> {
  const parked = createParkedEvents({ redis, partitions: [keys] });
  await parked.forEach({ to: before }, async (event) => {
    await parked.drop(event);
    return true;
  });
}

/**
 * `undefined` if it cannot be parsed.
 * @throws {StoreError} if it cannot be opened: it stays in its lane until its data key is there
 */
function readEntry(entry: string, where: EntryPlace): OutboxEntry | undefined {
  try {
    return fromEntry(entry, where);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return undefined;
  }
}
