import { hash } from "node:crypto";
import { dayOf } from "../conversation/day.ts";
import { contactIdOf } from "../conversation/model/conversation-id.ts";
import type { Effect } from "../conversation/model/effect.ts";
import { createRecordSchemas, type RecordFields } from "../conversation/model/record.ts";
import type { Commit, CommitOutcome, LoadedRecord, Store } from "../conversation/ports/store.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import { KEEP_DEDUPLICATION_MS, REDIS } from "../policy.ts";
import type { AtomicStateManager } from "./atomic-state/atomic-state-manager.ts";
import { confirmReplicas } from "./confirm-replicas.ts";
import { tryTwice } from "./connection.ts";
import { journalArguments } from "./journal.ts";
import type { Keyspace, SeenMark } from "./keyspace.ts";
import { countArguments } from "./numbers.ts";
import { toEntry } from "./outbox-entry.ts";
import { toParked } from "./parked-event.ts";
import type { RecentRecords } from "./recent-records.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";
import { type Sealing, sealingOf } from "./sealing.ts";
import { storeErrorOf, unavailable } from "./store-error.ts";
import { isStored, readState, toLoaded } from "./stored-record.ts";
import { type WrittenState, writeState } from "./written-state.ts";

export interface StoreOptions {
  redis: RedisClient;
  states: AtomicStateManager;
  /** What records hold for the application. */
  recordFields: RecordFields;
  /** Absent: each record is loaded from Redis. */
  recent?: RecentRecords | undefined;
  ttlSeconds: number;
  clock: () => number;
}

const HOUR_MS = 60 * 60 * 1000;

const commitScript = createScript<CommitOutcome | `wrong type: ${string}`>({
  lua: readLua(
    "compare-version.lua",
    "typed-read.lua",
    "lane.lua",
    "counts.lua",
    "commit-turn.lua",
  ),
  keys: 20,
  isDurable: true,
});

const keepConsentScript = createScript<0 | 1>({
  lua: readLua("keep-consent.lua"),
  keys: 1,
  isDurable: true,
});

/** Conversations in Redis: the state by the specification's `AtomicStateManager`, a turn's commit by one script. */
export function createStore(options: StoreOptions): Store {
  const { redis, states, recent, ttlSeconds, clock } = options;
  const schema = createRecordSchemas(options.recordFields).conversation;
  const partitions = partitionsOf(redis);
  const sealing = sealingOf(redis);
  return {
    async load(conversationId) {
      const key = partitions.of(conversationId).state(conversationId);
      const known = recent?.find(key);
      if (known) {
        const isCurrent = await tryTwice(redis, () => isStored(redis, key, known)).catch(
          unavailable,
        );
        if (isCurrent) return { kind: "record", record: known.record };
        recent?.forget(key);
      }
      const found = await tryTwice(redis, () => readState(redis, key)).catch(unavailable);
      return toLoaded(key, found, { schema, sealing });
    },

    async wasSeen(conversationId, message) {
      const { mark, ...set } = seenMark(message);
      const key = partitions.of(conversationId).seen(set);
      const isMember = () => redis.sismember(key, mark);
      const isSeen = (await tryTwice(redis, isMember).catch(unavailable)) === 1;
      // The caller acknowledges the message.
      if (isSeen) await confirmReplicas(redis, key).catch(unavailable);
      return isSeen;
    },

    async commit(given) {
      const commit = partitions.isDivided ? await keepConsentApart(redis, given) : given;
      const mark = commit.seen && seenMark(commit.seen);
      const now = clock();
      const own = partitions.of(commit.conversationId);
      const keys = keysOf(commit, { mark, now, keyspace: own });
      const state = writeState(commit, { keyspace: own, recent, sealing });
      const args = argumentsOf(commit, { mark, ttlSeconds, now, sealing, state });
      const reply = await commitScript.run(redis, keys, args).catch(unavailable);
      if (reply === "committed" || reply === "claimed") state.remember();
      if (!reply.startsWith("wrong type")) return reply as CommitOutcome;
      const message = `${reply.slice("wrong type: ".length)} holds another type: rename or delete it`;
      throw new StoreError("corrupt", message);
    },

    async cleanup({ conversationId, version, preserve }) {
      const cleaned = await states.atomicCleanup(
        partitions.of(conversationId).state(conversationId),
        {
          preserveFields: preserve,
          ttl: ttlSeconds,
          expected: { _version: version },
        },
      );
      if (cleaned.ok) return cleaned.state ? "cleaned" : "conflict";
      const { reason, ...failure } = cleaned;
      if (reason === "conflict") return "conflict";
      throw storeErrorOf({ ...failure, code: reason });
    },
  };
}

/**
 * Stores the member's decision with the contact, which is in another partition than the conversation, and returns the
 * commit without it. It is stored before the commit: a cut between the two loses no decision, and the message that
 * comes again brings the same one. The later decision counts, so a repeat changes nothing.
 */
async function keepConsentApart(
  redis: RedisClient,
  { notices: decision, ...commit }: Commit,
): Promise<Commit> {
  if (!decision) return commit;
  const key = partitionsOf(redis).directory.contact(contactIdOf(commit.conversationId));
  const args = [decision.notices, decision.at];
  await keepConsentScript.run(redis, [key], args).catch(unavailable);
  return commit;
}

/** The set of a message's deduplication mark, by the message's own time. */
export function seenMark({ id, at }: { id: string; at: number }): SeenMark {
  const digest = hash("sha256", id, "hex");
  return {
    hour: Math.floor(at / HOUR_MS),
    bucket: Number.parseInt(digest.slice(16, 18), 16),
    mark: BigInt.asIntN(64, BigInt(`0x${digest.slice(0, 16)}`)).toString(),
  };
}

/** The set of a commit that marks nothing: the script does not read it. */
const NO_SET = { hour: 0, bucket: 0 };

function keysOf(
  { conversationId, settles }: Commit,
  { mark, now, keyspace }: { mark: SeenMark | undefined; now: number; keyspace: Keyspace },
): string[] {
  const state = keyspace.state(conversationId);
  return [
    ...[state, `${state}_stage`, `${state}_option`, `${state}_direction`],
    keyspace.lane("replies", conversationId),
    keyspace.lane("calls", conversationId),
    keyspace.lane(settles?.kind === "call" ? settles.lease.lane : "calls", conversationId),
    keyspace.lane("unsettled", conversationId),
    ...(["timers", "replies", "calls", "unsettled"] as const).map(keyspace.due),
    keyspace.leases,
    keyspace.seen(mark ?? NO_SET),
    keyspace.seenHours,
    keyspace.parked,
    keyspace.journal(conversationId),
    keyspace.contact(contactIdOf(conversationId)),
    keyspace.corrupt(conversationId),
    keyspace.numbers(dayOf(now)),
  ];
}

function argumentsOf(
  commit: Commit,
  {
    mark,
    ttlSeconds,
    now,
    sealing,
    state,
  }: {
    mark: SeenMark | undefined;
    ttlSeconds: number;
    now: number;
    sealing: Sealing;
    state: WrittenState;
  },
): (string | number)[] {
  const { conversationId, metadata, settles, parked, claim, trace } = commit;
  return [
    conversationId,
    ...expected(commit.loaded),
    ...[state.nonce, state.text],
    ttlSeconds,
    metadata?.stage ?? "",
    optionArgument(commit),
    metadata?.direction ?? "",
    REDIS.corruptSeconds,
    ...markArguments(mark),
    ...settledArguments(settles),
    parked ? toParked({ conversationId, at: now, ...parked }, sealing) : "",
    REDIS.parkedEvents,
    ...journalArguments(commit.line),
    commit.notices?.notices ?? "",
    commit.notices?.at ?? "",
    claim?.fence ?? "",
    claim?.leaseMs.replies ?? "",
    claim?.leaseMs.calls ?? "",
    ...countArguments(commit.counts),
    ...commit.effects.flatMap((effect) => [
      effect.kind,
      effect.token,
      detail(effect, { conversationId, at: now, trace, sealing }),
    ]),
  ];
}

/** What happens to the last choice. */
function optionArgument({ metadata, endsSession }: Commit): string {
  if (metadata?.option !== undefined) return `=${metadata.option}`;
  return endsSession ? "delete" : "keep";
}

function markArguments(seen: SeenMark | undefined): (string | number)[] {
  if (!seen) return ["", "", "", ""];
  const { mark, hour } = seen;
  return [mark, hour, hour * HOUR_MS - KEEP_DEDUPLICATION_MS, REDIS.farMarkSeconds];
}

function settledArguments(settles: Commit["settles"]): (string | number)[] {
  if (!settles) return ["", "", "", ""];
  if (settles.kind === "timer") return ["timer", settles.token, "", ""];
  const { lease, token, reconcileAfterMs = "" } = settles;
  return [lease.lane, token, lease.fence, reconcileAfterMs];
}

function expected(loaded: LoadedRecord): [version: number, session: string] {
  switch (loaded.kind) {
    case "none":
      return [0, ""];
    case "corrupt":
      return [-1, loaded.digest];
    case "record":
      return [loaded.record._version, loaded.record.session_id ?? ""];
  }
}

function detail(effect: Effect, committed: Parameters<typeof toEntry>[1]): string | number {
  switch (effect.kind) {
    case "reply":
    case "call":
      return toEntry(effect, committed);
    case "timer":
      return effect.delayMs;
    case "cancel":
      return "";
  }
}
