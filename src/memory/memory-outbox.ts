import { deliveryEntry, statusEntry } from "../conversation/journal.ts";
import type { Effect } from "../conversation/model/effect.ts";
import type { JournalEntry } from "../conversation/model/journal-entry.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Journal } from "../conversation/ports/journal.ts";
import {
  type DueItem,
  type Lane,
  type Lease,
  type Outbox,
  type OutboxEntry,
  type OutboxState,
  WORK_KINDS,
  type WorkKind,
} from "../conversation/ports/outbox.ts";
import type { Commit, LaneClaim, Settlement } from "../conversation/ports/store.ts";
import type { MemoryNumbers } from "./memory-numbers.ts";

/** The part of a commit that concerns the outbox. */
export interface Committing {
  /** Whether the lease still has the right to settle. */
  holds(settled: Settlement): boolean;
  settle(conversationId: string, settled: Settlement): void;
  /** Appends the effects, and claims their lanes if all of those are empty and free. */
  put(
    conversationId: string,
    committed: Pick<Commit, "effects" | "trace" | "claim">,
  ): "committed" | "claimed";
  note(conversationId: string, line: JournalEntry | undefined): void;
}

type Lanes = { [lane in Lane]: OutboxEntry[] };

/** Effects and journals in this process only. The rules are those of the scripts in redis/lua/. */
export function createMemoryOutbox({
  clock,
  numbers,
}: {
  clock: Clock;
  numbers: Pick<MemoryNumbers, "add">;
}): Omit<Outbox, "sweep" | "count"> &
  Journal & { committing: Committing; counts(): Omit<OutboxState, "parked"> } {
  const lanes = new Map<string, Lanes>();
  const due = new Map<string, { due: DueItem; at: number }>();
  const leases = new Map<string, { fence: string; until: number }>();
  const dead: { effect: Effect; code: string }[] = [];
  const journals = new Map<string, { at: number; line: JournalEntry }[]>();

  const lanesOf = (conversationId: string): Lanes => {
    const known = lanes.get(conversationId) ?? { replies: [], calls: [], unsettled: [] };
    lanes.set(conversationId, known);
    return known;
  };
  /** A lane's head, if the lease is still valid and the head has the token. */
  const headOf = (lease: Lease, token: string): OutboxEntry | undefined => {
    const head = lanesOf(lease.conversationId)[lease.lane][0];
    const isHeld = leases.get(laneName(lease))?.fence === lease.fence;
    return isHeld && head?.effect.token === token ? head : undefined;
  };
  const lookAgain = ({ conversationId, lane }: Omit<Lease, "fence">, at: number) =>
    due.set(laneName({ conversationId, lane }), {
      due: { kind: "lane", conversationId, lane },
      at,
    });
  const hold = (lease: Lease, until: number): void => {
    leases.set(laneName(lease), { fence: lease.fence, until });
    lookAgain(lease, until);
  };
  const isHeldByOther = (lease: Lease): boolean => {
    const holder = leases.get(laneName(lease));
    return holder !== undefined && holder.fence !== lease.fence && holder.until > clock();
  };
  const isClaimable = (lease: Lease): boolean =>
    lanesOf(lease.conversationId)[lease.lane].length === 0 && !isHeldByOther(lease);
  const startOn = (lease: Lease, leaseMs: number): OutboxEntry | undefined => {
    const head = lanesOf(lease.conversationId)[lease.lane][0];
    if (!head || isHeldByOther(lease)) return undefined;
    head.claims += 1;
    hold(lease, clock() + leaseMs);
    return structuredClone(head);
  };
  /** Removes the head of its lane, and releases the lane. */
  const shift = (lane: Omit<Lease, "fence">): "more" | "empty" => {
    const entries = lanesOf(lane.conversationId)[lane.lane];
    entries.shift();
    leases.delete(laneName(lane));
    if (entries.length === 0) due.delete(laneName(lane));
    else lookAgain(lane, clock());
    return entries.length === 0 ? "empty" : "more";
  };
  const note: Committing["note"] = (conversationId, line) => {
    if (!line) return;
    const lines = journals.get(conversationId) ?? [];
    journals.set(conversationId, [...lines, { at: clock(), line }]);
  };
  const add = (conversationId: string, effect: Effect, trace: string | undefined): void => {
    switch (effect.kind) {
      case "reply":
      case "call": {
        const lane: Lane = effect.kind === "reply" ? "replies" : "calls";
        const fresh = { at: clock(), trace, attempts: 0, failures: {}, claims: 0, sent: false };
        lanesOf(conversationId)[lane].push({ effect, ...fresh });
        if (!due.has(laneName({ conversationId, lane })))
          lookAgain({ conversationId, lane }, clock());
        return;
      }
      case "timer":
        due.set(timerName(conversationId, effect.token), {
          due: { kind: "timer", conversationId, token: effect.token },
          at: clock() + effect.delayMs,
        });
        return;
      case "cancel":
        due.delete(timerName(conversationId, effect.token));
    }
  };

  return {
    committing: {
      holds: (settled) => settled.kind === "timer" || !!headOf(settled.lease, settled.token),
      settle(conversationId, settled) {
        if (settled.kind === "timer") {
          due.delete(timerName(conversationId, settled.token));
          return;
        }
        const { lease, token, reconcileAfterMs } = settled;
        const head = headOf(lease, token);
        shift(lease);
        if (!head || reconcileAfterMs === undefined) return;
        lanesOf(conversationId).unsettled.push({ ...head, attempts: 0, failures: {}, claims: 0 });
        hold({ conversationId, lane: "unsettled", fence: "retry" }, clock() + reconcileAfterMs);
      },
      put(conversationId, { effects, claim, trace }) {
        const leases = leasesOf(conversationId, claim);
        const isClaimed = leases.length > 0 && leases.every(isClaimable);
        for (const effect of structuredClone(effects)) add(conversationId, effect, trace);
        if (!isClaimed) return "committed";
        for (const { leaseMs, ...lease } of leases) startOn(lease, leaseMs);
        return "claimed";
      },
      note,
    },
    counts() {
      const now = clock();
      const work = WORK_KINDS.map((kind) => {
        const times = [...due.values()]
          .filter((one) => kindOf(one.due) === kind)
          .map(({ at }) => at);
        const late = times.filter((at) => at <= now);
        const oldestMs = now - Math.min(now, ...late);
        return { kind, pending: times.length, due: late.length, oldestMs };
      });
      return { due: due.size, work, dead: dead.length, isPaused: false };
    },
    async read(conversationId) {
      return journals.get(conversationId) ?? [];
    },
    async due({ kind, limit, leaseMs }) {
      const now = clock();
      const ready = [...due.values()]
        .filter((entry) => kindOf(entry.due) === kind && entry.at <= now)
        .sort((one, other) => one.at - other.at);
      const left = ready[limit];
      const lateMs = left ? Math.max(1, now - left.at) : 0;
      const taken = ready.slice(0, limit);
      for (const entry of taken) entry.at = now + leaseMs;
      return { due: taken.map((entry) => entry.due), lateMs };
    },
    async claim({ leaseMs, ...lease }) {
      return startOn(lease, leaseMs);
    },
    async markSent({ lease, token, leaseMs, note }) {
      const head = headOf(lease, token);
      if (!head) return "lost";
      if (lanesOf(lease.conversationId).unsettled.length > 0) return "unsettled";
      if (!head.sent) Object.assign(head, { sent: true, note: structuredClone(note) });
      hold(lease, clock() + leaseMs);
      return "sent";
    },
    async settle({ lease, token, outcome, counts }) {
      const head = headOf(lease, token);
      if (!head) return "lost";
      if (outcome.kind === "retry") {
        head.attempts += 1;
        head.failures = outcome.failures ?? head.failures;
        head.claims = 0;
        // No process holds the lane until then: a wake-up for a later reply does not start the head early.
        hold({ ...lease, fence: "retry" }, clock() + outcome.delayMs);
        return "more";
      }
      if (outcome.kind === "dead") dead.push({ effect: head.effect, code: outcome.code });
      note(lease.conversationId, deliveryEntry(token, outcome));
      numbers.add(counts);
      return shift(lease);
    },
    async report(report) {
      const { conversationId, token, status, code = "failed" } = report;
      // A report begins no journal.
      if (journals.has(conversationId)) note(conversationId, statusEntry(report));
      const head = lanesOf(conversationId).replies[0];
      if (head?.effect.token !== token || head.attempts + head.claims === 0) return "noted";
      if (status === "failed") dead.push({ effect: head.effect, code });
      return shift({ conversationId, lane: "replies" });
    },
  };
}

function leasesOf(
  conversationId: string,
  { fence, leaseMs: wanted }: LaneClaim = { fence: "", leaseMs: {} },
): (Lease & { leaseMs: number })[] {
  return (["replies", "calls"] as const).flatMap((lane) => {
    const leaseMs = wanted[lane];
    return leaseMs === undefined ? [] : [{ conversationId, lane, fence, leaseMs }];
  });
}

function kindOf(due: DueItem): WorkKind {
  return due.kind === "timer" ? "timers" : due.lane;
}

function timerName(conversationId: string, token: string): string {
  return `timer ${conversationId} ${token}`;
}

function laneName({ conversationId, lane }: Omit<Lease, "fence">): string {
  return `${lane} ${conversationId}`;
}
