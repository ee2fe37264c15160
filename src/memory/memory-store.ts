import type { Effect } from "../engine/effect.ts";
import {
  type Clock,
  type Commit,
  type Committed,
  type Due,
  type Lane,
  type Lease,
  type Loaded,
  type Outbox,
  type Parked,
  type Settled,
  type Store,
  StoreError,
  type Work,
} from "../engine/ports.ts";
import { Record } from "../engine/record.ts";

type Lanes = { [lane in Lane]: Work[] };

const HOUR_MS = 60 * 60 * 1000;

/** Conversations in this process only: for tests, and for a first look where there is no Redis. */
export function createMemoryStore(options: { clock: Clock; ttlSeconds: number }): Store & Outbox {
  const { clock, ttlSeconds } = options;
  const records = new Map<string, { json: string; expiresAt: number }>();
  const lanes = new Map<string, Lanes>();
  const due = new Map<string, { due: Due; at: number }>();
  const leases = new Map<string, { fence: string; until: number }>();
  /** Ids of messages by the hour of their own time. */
  const seen = new Map<number, Set<string>>();
  const dead: { effect: Effect; code: string }[] = [];
  const parked: Parked[] = [];

  const lanesOf = (conversationId: string): Lanes => {
    const known = lanes.get(conversationId) ?? { replies: [], calls: [] };
    lanes.set(conversationId, known);
    return known;
  };
  const holds = (lease: Lease) => leases.get(laneName(lease))?.fence === lease.fence;
  const lookAgain = ({ conversationId, lane }: Omit<Lease, "fence">, at: number) =>
    due.set(laneName({ conversationId, lane }), {
      due: { kind: "lane", conversationId, lane },
      at,
    });
  /** Takes the head off its lane, and gives the lane free. */
  const shift = (lease: Lease): "more" | "empty" => {
    const entries = lanesOf(lease.conversationId)[lease.lane];
    entries.shift();
    leases.delete(laneName(lease));
    if (entries.length === 0) due.delete(laneName(lease));
    else lookAgain(lease, clock());
    return entries.length === 0 ? "empty" : "more";
  };

  const load = (conversationId: string): Loaded => {
    const found = records.get(conversationId);
    if (!found || found.expiresAt <= clock()) return { kind: "none" };
    const record = Record.safeParse(JSON.parse(found.json));
    return record.success
      ? { kind: "record", record: record.data }
      : {
          kind: "corrupt",
          cause: new StoreError("corrupt", "The record breaks its schema", record.error),
          digest: found.json,
        };
  };
  const save = (conversationId: string, record: Record) =>
    records.set(conversationId, {
      json: JSON.stringify(record),
      expiresAt: clock() + ttlSeconds * 1000,
    });

  const refuse = (commit: Commit): Committed | undefined => {
    const { conversationId, settles, loaded } = commit;
    if (commit.seen && seen.get(hourOf(commit.seen))?.has(commit.seen.id)) return "duplicate";
    if (settles?.kind === "call") {
      const head = lanesOf(conversationId).calls[0];
      if (!holds(settles.lease) || head?.effect.token !== settles.token) return "lost";
    }
    return sameVersion(load(conversationId), loaded) ? undefined : "conflict";
  };
  const mark = (message: { id: string; at: number }): void => {
    const hour = hourOf(message);
    seen.set(hour, (seen.get(hour) ?? new Set()).add(message.id));
  };
  const settle = (settled: Settled): void => {
    if (settled.kind === "timer") due.delete(settled.token);
    else shift(settled.lease);
  };
  const add = (conversationId: string, effect: Effect): void => {
    switch (effect.kind) {
      case "reply":
      case "call": {
        const lane: Lane = effect.kind === "reply" ? "replies" : "calls";
        lanesOf(conversationId)[lane].push({ effect, at: clock(), attempts: 0, sent: false });
        if (!due.has(laneName({ conversationId, lane })))
          lookAgain({ conversationId, lane }, clock());
        return;
      }
      case "timer":
        due.set(effect.token, {
          due: { kind: "timer", conversationId, token: effect.token },
          at: clock() + effect.delayMs,
        });
        return;
      case "cancel":
        due.delete(effect.token);
    }
  };

  return {
    async load(conversationId) {
      return load(conversationId);
    },
    async commit(commit) {
      const refused = refuse(commit);
      if (refused) return refused;
      const { conversationId, record, settles } = commit;
      if (record) save(conversationId, record);
      if (commit.seen) mark(commit.seen);
      if (commit.parked) parked.push(commit.parked);
      if (settles) settle(settles);
      for (const effect of structuredClone(commit.effects)) add(conversationId, effect);
      return "committed";
    },
    async cleanup({ conversationId, version, preserve }) {
      const loaded = load(conversationId);
      if (loaded.kind !== "record" || loaded.record._version !== version) return "conflict";
      const kept = Object.fromEntries(preserve.map((field) => [field, loaded.record[field]]));
      const _last_updated = new Date(clock()).toISOString();
      save(conversationId, { ...kept, _version: version + 1, _last_updated });
      return "cleaned";
    },
    async due({ limit, leaseMs }) {
      const now = clock();
      const ready = [...due.values()]
        .filter(({ at }) => at <= now)
        .sort((one, other) => one.at - other.at)
        .slice(0, limit);
      for (const entry of ready) entry.at = now + leaseMs;
      return ready.map((entry) => entry.due);
    },
    async claim({ leaseMs, ...lease }) {
      const name = laneName(lease);
      const holder = leases.get(name);
      const head = lanesOf(lease.conversationId)[lease.lane][0];
      const isHeld = holder && holder.fence !== lease.fence && holder.until > clock();
      if (isHeld || !head) return undefined;
      leases.set(name, { fence: lease.fence, until: clock() + leaseMs });
      lookAgain(lease, clock() + leaseMs);
      return structuredClone(head);
    },
    async markSent({ lease, token, leaseMs }) {
      const head = lanesOf(lease.conversationId)[lease.lane][0];
      if (!holds(lease) || head?.effect.token !== token) return false;
      head.sent = true;
      leases.set(laneName(lease), { fence: lease.fence, until: clock() + leaseMs });
      lookAgain(lease, clock() + leaseMs);
      return true;
    },
    async settle({ lease, token, verdict }) {
      const head = lanesOf(lease.conversationId)[lease.lane][0];
      if (!holds(lease) || head?.effect.token !== token) return "lost";
      if (verdict.kind === "retry") {
        head.attempts += 1;
        const again = clock() + verdict.delayMs;
        // Held by nobody until then: a nudge for a later reply does not hurry the head.
        leases.set(laneName(lease), { fence: "retry", until: again });
        lookAgain(lease, again);
        return "more";
      }
      if (verdict.kind === "dead") dead.push({ effect: head.effect, code: verdict.code });
      return shift(lease);
    },
    async sweep({ olderThanMs }) {
      const firstKept = hourOf({ at: clock() - olderThanMs });
      const old = [...seen.keys()].filter((hour) => hour < firstKept);
      for (const hour of old) seen.delete(hour);
      return old.length;
    },
    async count() {
      return { due: due.size, dead: dead.length, parked: parked.length };
    },
  };
}

function hourOf({ at }: { at: number }): number {
  return Math.floor(at / HOUR_MS);
}

function laneName({ conversationId, lane }: Pick<Lease, "conversationId" | "lane">): string {
  return `${lane} ${conversationId}`;
}

function sameVersion(now: Loaded, then: Loaded): boolean {
  if (now.kind !== "record" || then.kind !== "record")
    return JSON.stringify(now) === JSON.stringify(then);
  return (
    now.record._version === then.record._version && now.record.session_id === then.record.session_id
  );
}
