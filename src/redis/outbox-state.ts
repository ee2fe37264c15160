import {
  type OutboxState,
  WORK_KINDS,
  type WorkKind,
  type WorkState,
} from "../conversation/ports/outbox.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";

/** Counts pending work by Redis's own clock, in steps: work may be settled meanwhile. */
export async function countOutbox(redis: RedisClient): Promise<OutboxState> {
  const [seconds, microseconds] = await redis.time();
  const now = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  const { all } = partitionsOf(redis);
  const countWork = async (key: string): Promise<Omit<WorkState, "kind">> => {
    const [pending, due, [, oldest = now] = []] = await Promise.all([
      redis.zcard(key),
      redis.zcount(key, "-inf", now),
      redis.zrange(key, "0", "0", "WITHSCORES"),
    ]);
    return { pending, due, oldestMs: Math.max(0, now - Number(oldest)) };
  };
  const countKind = async (kind: WorkKind): Promise<WorkState> => {
    const counts = await Promise.all(all.map((keys) => countWork(keys.due(kind))));
    return {
      kind,
      pending: sum(counts.map(({ pending }) => pending)),
      due: sum(counts.map(({ due }) => due)),
      oldestMs: Math.max(...counts.map(({ oldestMs }) => oldestMs)),
    };
  };
  const [work, dead, parked, paused] = await Promise.all([
    Promise.all(WORK_KINDS.map(countKind)),
    Promise.all(all.map((keys) => redis.zcard(keys.dead))),
    Promise.all(all.map((keys) => redis.llen(keys.parked))),
    Promise.all(all.map((keys) => redis.exists(keys.paused))),
  ]);
  const due = sum(work.map(({ pending }) => pending));
  return { due, work, dead: sum(dead), parked: sum(parked), isPaused: paused.includes(1) };
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
