import type { Redis } from "ioredis";
import { statusEntry } from "../conversation/journal.ts";
import {
  type DueItem,
  LANES,
  type Lane,
  type Outbox,
  type OutboxEntry,
  type SendPermission,
} from "../conversation/ports/outbox.ts";
import { REDIS } from "../policy.ts";
import { tryTwice } from "./connection.ts";
import { journalArguments } from "./journal.ts";
import { keyspace, laneName, toCode } from "./keyspace.ts";
import { createParkedEvents } from "./operator/parked-events.ts";
import { fromEntry } from "./outbox-entry.ts";
import { countOutbox } from "./outbox-state.ts";
import { createScript, readLua } from "./script.ts";
import { createSettlements } from "./settlements.ts";
import { unavailable } from "./store-error.ts";

const dueScript = createScript<[lateMs: number, ...names: string[]]>({
  lua: readLua("typed-read.lua", "lane.lua", "find-due.lua"),
  keys: 4,
});
const claimScript = createScript<[entry: string, attempts: number, claims: number] | null>({
  lua: readLua("typed-read.lua", "lane.lua", "claim-lane.lua"),
  keys: 4,
});
const markSentScript = createScript<SendPermission>({
  lua: readLua("typed-read.lua", "lane.lua", "mark-call-sent.lua"),
  keys: 5,
});
const reportScript = createScript<"more" | "empty" | "noted">({
  lua: readLua("typed-read.lua", "lane.lua", "record-delivery-report.lua"),
  keys: 5,
});

const HOUR_MS = 60 * 60 * 1000;

/** Committed effects in Redis: a list for each lane, and a sorted set of due times for each kind of work. */
export function createOutbox({ redis, clock }: { redis: Redis; clock: () => number }): Outbox {
  const { lane: laneKey } = keyspace;
  const outbox: Outbox = {
    async due({ kind, limit, leaseMs }) {
      const keys = [keyspace.due(kind), ...LANES.map(keyspace.due)];
      const [lateMs, ...names] = await dueScript
        .run(redis, keys, [limit, leaseMs])
        .catch(unavailable);
      return { due: names.flatMap((name) => toDue(name) ?? []), lateMs };
    },

    async claim({ conversationId, lane, fence, leaseMs }) {
      const { leases, due, dead } = keyspace;
      const keys = [laneKey(lane, conversationId), leases, due(lane), dead];
      const args = [laneName(lane, conversationId), fence, leaseMs];
      const claimed = await claimScript.run(redis, keys, args).catch(unavailable);
      if (claimed === null) return undefined;
      const [entry, attempts, claims] = claimed;
      const work = read(entry);
      if (work) return { ...work, attempts, claims };
      // An entry that cannot be parsed would block its lane for ever.
      const [token = ""] = entry.split(" ");
      const outcome = { kind: "dead", code: "unreadable" } as const;
      await outbox.settle({ lease: { conversationId, lane, fence }, token, outcome });
      return outbox.claim({ conversationId, lane, fence, leaseMs });
    },

    async markSent({ lease: { conversationId, lane, fence }, token, leaseMs, note }) {
      const unsettled = laneKey("unsettled", conversationId);
      const { leases, due, paused } = keyspace;
      const keys = [laneKey(lane, conversationId), leases, due(lane), unsettled, paused];
      const args = [laneName(lane, conversationId), fence, token, leaseMs, JSON.stringify(note)];
      return markSentScript.run(redis, keys, args).catch(unavailable);
    },

    settle: createSettlements(redis),

    async report(report) {
      const { conversationId, token, status, code = "failed" } = report;
      const { leases, due, dead, journal } = keyspace;
      const lane = laneKey("replies", conversationId);
      const keys = [lane, leases, due("replies"), dead, journal(conversationId)];
      const isFailed = status === "failed" ? 1 : 0;
      const args = [laneName("replies", conversationId), token, isFailed, toCode(code)];
      return reportScript
        .run(redis, keys, [...args, ...journalArguments(statusEntry(report))])
        .catch(unavailable);
    },

    async sweep({ olderThanMs }) {
      // At a server's start there may be no connection yet: a read may be repeated.
      const hours = await tryTwice(redis, () => redis.smembers(keyspace.seenHours)).catch(
        unavailable,
      );
      const isFirst = await redis
        .set(keyspace.sweep, "1", "PX", REDIS.sweepLockMs, "NX")
        .catch(unavailable);
      if (isFirst === null) return 0;
      const lastHour = Math.floor((clock() - olderThanMs) / HOUR_MS) - 1;
      const old = hours.map(Number).filter((hour) => hour <= lastHour);
      for (const hour of old) {
        await redis.unlink(keyspace.seenBuckets(hour)).catch(unavailable);
        await redis.srem(keyspace.seenHours, hour).catch(unavailable);
      }
      await redis
        .zremrangebyscore(keyspace.dead, 0, clock() - REDIS.deadLetterMs)
        .catch(unavailable);
      await dropOldParked(redis, clock() - REDIS.parkedMs).catch(unavailable);
      await redis.del(keyspace.sweep).catch(unavailable);
      return old.length;
    },

    count: () => tryTwice(redis, () => countOutbox(redis)).catch(unavailable),
  };
  return outbox;
}

/** Parked events are in the order of their times. */
async function dropOldParked(redis: Redis, before: number): Promise<void> {
  const parked = createParkedEvents({ redis });
  await parked.forEach({ to: before }, async (event) => {
    await parked.drop(event);
    return true;
  });
}

function read(entry: string): OutboxEntry | undefined {
  try {
    return fromEntry(entry);
  } catch {
    return undefined;
  }
}

/** Parses "replies c1", "calls c1", "unsettled c1" or "timer c1 s:4:0"; `undefined` for any other name. */
function toDue(name: string): DueItem | undefined {
  const [kind, conversationId = "", token, ...rest] = name.split(" ");
  if (rest.length > 0 || conversationId === "") return undefined;
  if (kind === "timer") return token ? { kind, conversationId, token } : undefined;
  return token === undefined && isLane(kind)
    ? { kind: "lane", conversationId, lane: kind }
    : undefined;
}

function isLane(name: string | undefined): name is Lane {
  return name === "replies" || name === "calls" || name === "unsettled";
}
