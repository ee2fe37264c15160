import type { Redis } from "ioredis";
import { type OutboxState, WORK_KINDS, type WorkState } from "../conversation/ports/outbox.ts";
import { keyspace } from "./keyspace.ts";

/** Counts pending work by Redis's own clock, in steps: work may be settled meanwhile. */
export async function countOutbox(redis: Redis): Promise<OutboxState> {
  const [seconds, microseconds] = await redis.time();
  const now = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  const countWork = async (kind: (typeof WORK_KINDS)[number]): Promise<WorkState> => {
    const key = keyspace.due(kind);
    const [pending, due, [, oldest = now] = []] = await Promise.all([
      redis.zcard(key),
      redis.zcount(key, "-inf", now),
      redis.zrange(key, "0", "0", "WITHSCORES"),
    ]);
    return { kind, pending, due, oldestMs: Math.max(0, now - Number(oldest)) };
  };
  const [work, dead, parked, paused] = await Promise.all([
    Promise.all(WORK_KINDS.map(countWork)),
    redis.zcard(keyspace.dead),
    redis.llen(keyspace.parked),
    redis.exists(keyspace.paused),
  ]);
  const due = work.reduce((sum, { pending }) => sum + pending, 0);
  return { due, work, dead, parked, isPaused: paused === 1 };
}
