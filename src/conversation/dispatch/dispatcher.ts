import {
  BUSY_SHARE,
  DUE_AGAIN_MS,
  LEASE_MS,
  POOL_LIMITS,
  TIMERS_PER_BUSY_PASS,
} from "../../policy.ts";
import type { Effect } from "../model/effect.ts";
import { type DueItem, type Lane, WORK_KINDS, type WorkKind } from "../ports/outbox.ts";
import { failureOf } from "../ports/telemetry.ts";
import { createPool, type Pool, type PoolState } from "./pool.ts";
import { fireTimer, runEffect } from "./run-effect.ts";
import type { WorkContext } from "./work-context.ts";

export interface DispatcherOptions extends WorkContext {
  /** Unique among the processes that share the outbox. */
  workerId: string;
  /** For which share of the time since it was last asked the event loop was busy, from 0 to 1. */
  busyShare: () => number;
}

/** Carries out committed effects. Each kind of work has a pool of its own, so that none takes another's places. */
export interface Dispatcher {
  /** Works on what a commit has just left, without waiting for the next pass. */
  wake(conversationId: string, effects: Effect[]): void;
  /** One pass over all that is due, to its end. Returns how much was due. */
  tick(): Promise<number>;
  /** Passes again and again until `stop`. */
  start(): void;
  /** For how long the oldest reply has been due, if a new reply would have to wait for it; else 0. */
  replyDelayMs(): number;
  /** How full each pool is. */
  pools(): PoolState[];
  /** Ends what is in flight, and takes nothing more. */
  stop(): Promise<void>;
}

type DueTimer = Extract<DueItem, { kind: "timer" }>;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { outbox, observe, clock, workerId, busyShare } = options;
  /** Conversations that a timer is firing in, and whether it has left replies. */
  const firing = new Map<string, boolean>();
  let fences = 0;
  let isStopped = false;

  const empty = async (conversationId: string, lane: Lane) => {
    while (!isStopped) {
      const until = clock() + LEASE_MS[lane];
      const held = { conversationId, lane, fence: `${workerId}:${++fences}`, until };
      const work = await outbox.claim({ ...held, leaseMs: LEASE_MS[lane] });
      if (!work || (await runEffect(options, held, work)) !== "more") return;
    }
  };

  /** Also sends the timer's replies, in its own place: thousands of timers leave the replies' pool to others. */
  const fireAndReply = async (due: DueTimer) => {
    const { conversationId } = due;
    firing.set(conversationId, firing.get(conversationId) ?? false);
    let hasReplies = false;
    try {
      await fireTimer(options, due);
    } finally {
      hasReplies = firing.get(conversationId) ?? false;
      firing.delete(conversationId);
    }
    if (hasReplies) await empty(conversationId, "replies");
  };

  const poolOf = (kind: WorkKind): Pool =>
    createPool({
      kind,
      limit: POOL_LIMITS[kind],
      find: (limit) => outbox.due({ kind, limit, leaseMs: DUE_AGAIN_MS }),
      work: (due) =>
        due.kind === "timer" ? fireAndReply(due) : empty(due.conversationId, due.lane),
      onError: (error) => observe(failureOf("dispatcher", error)),
      throttle:
        kind === "timers"
          ? () => (busyShare() > BUSY_SHARE ? TIMERS_PER_BUSY_PASS : POOL_LIMITS.timers.perPass)
          : undefined,
    });
  const pools: { [kind in WorkKind]: Pool } = {
    replies: poolOf("replies"),
    calls: poolOf("calls"),
    unsettled: poolOf("unsettled"),
    timers: poolOf("timers"),
  };
  const all = WORK_KINDS.map((kind) => pools[kind]);

  return {
    wake(conversationId, effects) {
      for (const lane of lanesOf(effects)) {
        if (lane === "replies" && firing.has(conversationId)) firing.set(conversationId, true);
        else pools[lane].wake({ kind: "lane", conversationId, lane });
      }
    },
    async tick() {
      const works = (await Promise.all(all.map((pool) => pool.pass()))).flat();
      await Promise.all(works);
      return works.length;
    },
    start() {
      for (const pool of all) pool.start();
    },
    replyDelayMs: pools.replies.delayMs,
    pools: () => all.map((pool) => pool.state()),
    async stop() {
      isStopped = true;
      await Promise.all(all.map((pool) => pool.stop()));
    },
  };
}

function lanesOf(effects: Effect[]): Set<Lane> {
  const lanes = new Set<Lane>();
  for (const { kind } of effects) {
    if (kind === "reply") lanes.add("replies");
    if (kind === "call") lanes.add("calls");
  }
  return lanes;
}
