import { toConversationId } from "../../conversation/model/conversation-id.ts";
import { LANES, type Lane, type OutboxEntry } from "../../conversation/ports/outbox.ts";
import { type Keyspace, laneName, triesField, withoutTag } from "../keyspace.ts";
import { type EntryPlace, fromEntry } from "../outbox-entry.ts";
import { partitionsOf, type RedisClient } from "../redis-client.ts";
import { sealingOf } from "../sealing.ts";
import { openState, parse, type StoredState } from "../state-json.ts";

/** A member's contact and conversations, found by a phone number or a user id without a scan of all keys. */
export interface Members {
  /** `undefined` if nobody with this number or user id has written. */
  find(key: string): Promise<MemberContact | undefined>;
  conversation(id: string): Promise<ConversationState>;
}

export interface MemberContact {
  id: string;
  isOptedOut: boolean;
  conversations: { id: string; lastWroteAt: number }[];
}

export interface ConversationState {
  /** Where the machine is; `undefined` without an open session. */
  stage: string | undefined;
  sessionEndsInMs: number | undefined;
  lanes: { [lane in Lane]: LaneState };
  /** When the pending timers fire, in milliseconds. */
  timers: number[];
  /** The time of Redis, in milliseconds. */
  now: number;
}

export interface LaneState {
  entries: number;
  head: OutboxEntry | undefined;
  /** When it is due. */
  dueAt: number | undefined;
  /** A process works on it until then, unless it ends earlier. */
  heldUntil: number | undefined;
}

export function createMembers({ redis }: { redis: RedisClient }): Members {
  const partitions = partitionsOf(redis);
  const sealing = sealingOf(redis);
  const open = (key: string, state: StoredState | undefined) =>
    state && openState(state, (sealed) => sealing.open(sealed, withoutTag(key)));
  return {
    async find(key) {
      const id = await contactOf(redis, key);
      if (id === undefined) return undefined;
      const contact = await redis.hgetall(partitions.directory.contact(id));
      const conversations = Object.entries(contact).flatMap(([field, at]) => {
        const businessNumberId = /^heard\.(\d+)$/.exec(field)?.[1];
        if (businessNumberId === undefined) return [];
        return [
          {
            id: toConversationId({ contactId: id, businessNumberId }),
            lastWroteAt: Number(at),
          },
        ];
      });
      const { notices } = contact;
      return { id, isOptedOut: notices === "off", conversations };
    },

    /** @throws {StoreError} if the record cannot be opened */
    async conversation(id) {
      const keys = partitions.of(id);
      const key = keys.state(id);
      const [stage, ttlMs, text, time, replies, calls, unsettled] = await Promise.all([
        redis.get(`${key}_stage`),
        redis.pttl(key),
        redis.get(key),
        redis.time(),
        ...LANES.map((lane) => laneOf(redis, lane, id)),
      ]);
      const now = Number(time[0]) * 1_000 + Math.floor(Number(time[1]) / 1_000);
      const state = text === null ? undefined : open(key, parse(text)?.state);
      const isOpen = typeof state?.session_id === "string" && ttlMs > 0;
      const tokens = state ? timersOf(state).flatMap(tokenOf) : [];
      const due = await Promise.all(
        tokens.map((token) => redis.zscore(keys.due("timers"), `timer ${id} ${token}`)),
      );
      return {
        stage: isOpen ? (stage ?? undefined) : undefined,
        sessionEndsInMs: isOpen ? ttlMs : undefined,
        lanes: { replies, calls, unsettled } as ConversationState["lanes"],
        timers: due.flatMap((at) => (at === null ? [] : [Number(at)])),
        now,
      };
    },
  };
}

/** The contact of a key, following the tombstones of merged ones. */
export async function contactOf(redis: RedisClient, key: string): Promise<string | undefined> {
  const { directory } = partitionsOf(redis);
  let id = await redis.get(aliasOf(key, directory));
  for (let next = id; next; next = await redis.hget(directory.contact(next), "moved_to")) id = next;
  return id ?? undefined;
}

function aliasOf(key: string, directory: Keyspace): string {
  const phone = phoneOf(key);
  return phone === undefined ? directory.userAlias(key) : directory.phoneAlias(phone);
}

/** The digits of a phone number in any common notation; anything else is a user id. */
export function phoneOf(key: string): string | undefined {
  return /^\+?[\d ()-]+$/.test(key) ? key.replace(/[^\d]/g, "") || undefined : undefined;
}

async function laneOf(redis: RedisClient, lane: Lane, conversationId: string): Promise<LaneState> {
  const name = laneName(lane, conversationId);
  const keys = partitionsOf(redis).of(conversationId);
  const [entries, head, dueAt, [lease = null, tried = null]] = await Promise.all([
    redis.llen(keys.lane(lane, conversationId)),
    redis.lindex(keys.lane(lane, conversationId), 0),
    redis.zscore(keys.due(lane), name),
    redis.hmget(keys.leases, name, triesField(lane, conversationId)),
  ]);
  const where = { conversationId, sealing: sealingOf(redis) };
  const [fence, until] = (lease ?? "").split(/ (?=\d+$)/);
  return {
    entries,
    head: head === null ? undefined : withTries(read(head, where), tried ?? ""),
    dueAt: dueAt === null ? undefined : Number(dueAt),
    heldUntil: lease === null || fence === "retry" ? undefined : Number(until),
  };
}

/** The tries are counted beside the lease, for the head of this token. */
function withTries(head: OutboxEntry | undefined, tried: string): OutboxEntry | undefined {
  const [token, attempts, claims] = tried.split(" ");
  if (head?.effect.token !== token) return head;
  return head && { ...head, attempts: Number(attempts), claims: Number(claims) };
}

function read(entry: string, where: EntryPlace): OutboxEntry | undefined {
  try {
    return fromEntry(entry, where);
  } catch {
    return undefined;
  }
}

function timersOf({ timers }: { [field: string]: unknown }): unknown[] {
  return Array.isArray(timers) ? timers : [];
}

function tokenOf(timer: unknown): string[] {
  const { token }: { token?: unknown } = Object(timer);
  return typeof token === "string" ? [token] : [];
}
