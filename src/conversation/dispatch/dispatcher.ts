import {
  BUSY_SHARE,
  DUE_AGAIN_MS,
  LEASE_MS,
  POOL_LIMITS,
  TIMERS_PER_BUSY_PASS,
} from "../../policy.ts";
import type { Effect } from "../model/effect.ts";
import {
  type DueItem,
  type Lane,
  type OutboxEntry,
  WORK_KINDS,
  type WorkKind,
} from "../ports/outbox.ts";
import { failureOf } from "../ports/telemetry.ts";
import { NO_TRACES } from "../ports/traces.ts";
import type { Reserve } from "../reservation.ts";
import { createPool, type Pool, type PoolState, type ReservedPlace } from "./pool.ts";
import { fireTimer, runEffect } from "./run-effect.ts";
import type { HeldLease, WorkContext } from "./work-context.ts";

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
  /** For a commit that claims the lanes of its effects. */
  reserve: Reserve;
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

/** A lane's head, and the lease under which it was claimed. */
interface Claimed {
  held: HeldLease;
  work: OutboxEntry;
}

/** The lanes that commits leave effects in. */
type CommittedLane = Exclude<Lane, "unsettled">;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { outbox, observe, clock, workerId, busyShare, traces = NO_TRACES } = options;
  /** Conversations that a timer is firing in, and whether it has left replies. */
  const firing = new Map<string, boolean>();
  /** Heads that commits have claimed, by lane, until its worker takes them. */
  const claimed = new Map<string, Claimed>();
  let fences = 0;
  let isStopped = false;

  const nextFence = () => `${workerId}:${++fences}`;
  const takeClaimed = (conversationId: string, lane: Lane): Claimed | undefined => {
    const name = laneName(conversationId, lane);
    const found = claimed.get(name);
    claimed.delete(name);
    return found;
  };
  const claim = async (conversationId: string, lane: Lane): Promise<Claimed | undefined> => {
    const until = clock() + LEASE_MS[lane];
    const held = { conversationId, lane, fence: nextFence(), until };
    const work = await outbox.claim({ ...held, leaseMs: LEASE_MS[lane] });
    return work && { held, work };
  };

  const runTraced = ({ held, work }: Claimed) => {
    const { effect, attempts, trace } = work;
    const { conversationId: conversation } = held;
    const attributes = { conversation, id: effect.token, attempt: attempts + 1 };
    const span = { name: effect.kind, attributes };
    return traces.run(span, trace, () => runEffect(options, held, work));
  };

  /** What a commit has claimed is taken up also by a worker that is about to end, and while the dispatcher stops. */
  const empty = async (conversationId: string, lane: Lane) => {
    for (;;) {
      const mine =
        takeClaimed(conversationId, lane) ??
        (isStopped ? undefined : await claim(conversationId, lane));
      if (!mine || (await runTraced(mine)) !== "more") return;
    }
  };

  /** Also sends the timer's replies, in its own place: thousands of timers leave the replies' pool to others. */
  const fireAndReply = async (due: DueTimer) => {
    const { conversationId } = due;
    firing.set(conversationId, firing.get(conversationId) ?? false);
    let hasReplies = false;
    try {
      const attributes = { conversation: conversationId, id: due.token };
      await traces.run({ name: "timer", attributes }, undefined, () => fireTimer(options, due));
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

  /** The replies of a timer that is firing are sent in the timer's place. */
  const reservePlace = (conversationId: string, lane: CommittedLane): ReservedPlace | undefined => {
    if (lane === "replies" && firing.has(conversationId))
      return { use: () => void firing.set(conversationId, true), release: () => {} };
    return pools[lane].reserve({ kind: "lane", conversationId, lane });
  };

  return {
    reserve(conversationId, effects) {
      const heads = [...headsOf(effects)];
      const places = heads.flatMap(([lane]) => reservePlace(conversationId, lane) ?? []);
      const release = () => {
        for (const place of places) place.release();
      };
      if (heads.length === 0 || places.length < heads.length) {
        release();
        return undefined;
      }
      const at = clock();
      const fence = nextFence();
      const trace = traces.context();
      return {
        claim: {
          fence,
          leaseMs: Object.fromEntries(heads.map(([lane]) => [lane, LEASE_MS[lane]])),
        },
        use() {
          for (const [lane, effect] of heads)
            claimed.set(laneName(conversationId, lane), {
              held: { conversationId, lane, fence, until: at + LEASE_MS[lane] },
              work: { effect, at, trace, attempts: 0, failures: {}, claims: 1, sent: false },
            });
          for (const place of places) place.use();
        },
        release,
      };
    },
    wake(conversationId, effects) {
      for (const [lane] of headsOf(effects)) {
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

function laneName(conversationId: string, lane: Lane): string {
  return `${lane} ${conversationId}`;
}

/** The first effect of each lane. */
function headsOf(effects: Effect[]): Map<CommittedLane, OutboxEntry["effect"]> {
  const heads = new Map<CommittedLane, OutboxEntry["effect"]>();
  for (const effect of effects) {
    if (effect.kind === "reply" && !heads.has("replies")) heads.set("replies", effect);
    if (effect.kind === "call" && !heads.has("calls")) heads.set("calls", effect);
  }
  return heads;
}
