import type { Redis } from "ioredis";
import type { Due, Lane, Outbox } from "../engine/ports.ts";
import { fromEntry } from "./entry.ts";
import { keyspace } from "./keyspace.ts";
import { createScript, readLua } from "./script.ts";
import { unavailable } from "./store.ts";

const dueScript = createScript<string[]>({ lua: readLua("lane.lua", "due.lua"), keys: 1 });
const claimScript = createScript<string | null>({ lua: readLua("lane.lua", "claim.lua"), keys: 3 });
const markSentScript = createScript<0 | 1>({ lua: readLua("lane.lua", "mark-sent.lua"), keys: 3 });
const settleScript = createScript<"more" | "empty" | "lost">({
  lua: readLua("lane.lua", "settle.lua"),
  keys: 4,
});

const HOUR_MS = 60 * 60 * 1000;

/** Committed effects in Redis: a list for each lane, and one sorted set of what is due. */
export function createOutbox({ redis, clock }: { redis: Redis; clock: () => number }): Outbox {
  const laneKey = (lane: Lane, conversationId: string) => keyspace.lane(lane, conversationId);
  return {
    async due({ limit, leaseMs }) {
      const names = await dueScript.run(redis, [keyspace.due], [limit, leaseMs]).catch(unavailable);
      return names.map(toDue);
    },

    async claim({ conversationId, lane, fence, leaseMs }) {
      const keys = [laneKey(lane, conversationId), keyspace.leases, keyspace.due];
      const args = [laneName(lane, conversationId), fence, leaseMs];
      const entry = await claimScript.run(redis, keys, args).catch(unavailable);
      return entry === null ? undefined : fromEntry(entry);
    },

    async markSent({ lease: { conversationId, lane, fence }, token, leaseMs }) {
      const keys = [laneKey(lane, conversationId), keyspace.leases, keyspace.due];
      const args = [laneName(lane, conversationId), fence, token, leaseMs];
      return (await markSentScript.run(redis, keys, args).catch(unavailable)) === 1;
    },

    async settle({ lease: { conversationId, lane, fence }, token, verdict }) {
      const keys = [laneKey(lane, conversationId), keyspace.leases, keyspace.due, keyspace.dead];
      const delayMs = verdict.kind === "retry" ? verdict.delayMs : 0;
      const code = verdict.kind === "dead" ? verdict.code.replaceAll(" ", "_") : "";
      const args = [laneName(lane, conversationId), fence, token, verdict.kind, delayMs, code];
      return settleScript.run(redis, keys, args).catch(unavailable);
    },

    async sweep({ olderThanMs }) {
      const lastHour = Math.floor((clock() - olderThanMs) / HOUR_MS) - 1;
      const hours = await redis.smembers(keyspace.seenHours).catch(unavailable);
      const old = hours.map(Number).filter((hour) => hour <= lastHour);
      for (const hour of old) {
        await redis.unlink(keyspace.seenBuckets(hour)).catch(unavailable);
        await redis.srem(keyspace.seenHours, hour).catch(unavailable);
      }
      return old.length;
    },

    async count() {
      const [due, dead, parked] = await Promise.all([
        redis.zcard(keyspace.due),
        redis.llen(keyspace.dead),
        redis.llen(keyspace.parked),
      ]).catch(unavailable);
      return { due, dead, parked };
    },
  };
}

function laneName(lane: Lane, conversationId: string): string {
  return `${lane} ${conversationId}`;
}

/** Reads "replies c1", "calls c1" or "timer c1 s:4:0". */
function toDue(name: string): Due {
  const [kind, conversationId = "", token = ""] = name.split(" ");
  return kind === "timer"
    ? { kind, conversationId, token }
    : { kind: "lane", conversationId, lane: kind === "calls" ? "calls" : "replies" };
}
