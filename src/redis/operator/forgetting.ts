import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { contactIdOf } from "../../conversation/model/conversation-id.ts";
import { OPERATOR } from "../../policy.ts";
import { keyspace } from "../keyspace.ts";
import { createScript, readLua } from "../script.ts";
import { createDeadLetters } from "./dead-letters.ts";
import { contactOf } from "./members.ts";
import { createParkedEvents } from "./parked-events.ts";
import { scanKeys } from "./scan-keys.ts";
import type { ForEach } from "./selection.ts";

/** Deletes everything that Redis holds of a member. */
export interface Forgetting {
  /** The contacts that the number or user id led to, merged ones included; `undefined` if there is none. */
  find(key: string): Promise<MemberTraces | undefined>;
  /**
   * Deletes a member's traces, also those that messages in progress add meanwhile. `"busy"`: a money call may still be
   * answered, and its conversation and the contact are as they were.
   */
  forget(traces: MemberTraces): Promise<Forgotten | "busy">;
}

export interface MemberTraces {
  contactIds: string[];
  /** The keys of its numbers and user ids. */
  aliasKeys: string[];
}

export interface Forgotten {
  keys: number;
  deadLetters: number;
  parkedEvents: number;
}

const ALIAS_PREFIXES = [keyspace.phoneAlias(""), keyspace.userAlias("")];

const forgetScript = createScript<"busy" | "forgotten">({
  lua: readLua("typed-read.lua", "lane.lua", "forget-conversation.lua"),
  keys: "any",
});

export function createForgetting({ redis }: { redis: Redis }): Forgetting {
  return {
    async find(key) {
      const id = await contactOf(redis, key);
      if (id === undefined) return undefined;
      const contactIds = await withMerged(redis, id);
      return { contactIds, aliasKeys: await aliasKeysOf(redis, contactIds) };
    },

    async forget(traces) {
      const all = { keys: 0, deadLetters: 0, parkedEvents: 0 };
      for (let pass = 0; pass < OPERATOR.forgetPasses; pass++) {
        if (pass > 0) await sleep(OPERATOR.forgetPauseMs);
        const once = await forgetOnce(redis, traces);
        if (once === "busy") return once;
        if (once.keys + once.deadLetters + once.parkedEvents === 0) break;
        all.keys += once.keys;
        all.deadLetters += once.deadLetters;
        all.parkedEvents += once.parkedEvents;
      }
      return all;
    },
  };
}

async function forgetOnce(redis: Redis, traces: MemberTraces): Promise<Forgotten | "busy"> {
  const keys = await keysOf(redis, traces);
  for (const id of conversationIdsOf(keys))
    if ((await forgetConversation(redis, id)) === "busy") return "busy";
  const isMembers = ({ conversationId }: { conversationId: string }) =>
    traces.contactIds.includes(contactIdOf(conversationId));
  const deadLetters = await dropAll(createDeadLetters({ redis }), isMembers);
  const parkedEvents = await dropAll(createParkedEvents({ redis }), isMembers);
  // Last, so that the number still identifies the contact if this stops halfway.
  if (keys.length > 0) await redis.unlink(keys);
  return { keys: keys.length, deadLetters, parkedEvents };
}

/** A contact with those that were merged into it. */
async function withMerged(redis: Redis, id: string): Promise<string[]> {
  const movedTo = new Map<string, string>();
  for await (const key of scanKeys(redis, keyspace.contact("*"))) {
    const next = await redis.hget(key, "moved_to");
    if (next !== null) movedTo.set(key.slice(keyspace.contact("").length), next);
  }
  const ids = new Set([id]);
  for (let size = 0; size < ids.size; ) {
    size = ids.size;
    for (const [from, to] of movedTo) if (ids.has(to)) ids.add(from);
  }
  return [...ids];
}

/** The aliases that identify contacts. */
async function aliasKeysOf(redis: Redis, contactIds: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const prefix of ALIAS_PREFIXES)
    for await (const key of scanKeys(redis, `${prefix}*`))
      if (contactIds.includes((await redis.get(key)) ?? "")) found.push(key);
  return found;
}

/** Every key that is named for a contact or for one of its numbers and user ids. */
async function keysOf(redis: Redis, { contactIds, aliasKeys }: MemberTraces): Promise<string[]> {
  const members = aliasKeys.map((key) => key.replace(/^alias:[a-z]+:/, ""));
  const counts = members.flatMap((one) => [keyspace.flood(one), keyspace.flood(`notice ${one}`)]);
  const found: string[] = [];
  for await (const key of scanKeys(redis, "*")) {
    const id = /^[a-z]+:([\w-]+)/.exec(key)?.[1] ?? "";
    if (contactIds.includes(id) || counts.includes(key)) found.push(key);
  }
  // By now a number may identify the contact of somebody who has just written.
  for (const key of aliasKeys)
    if (contactIds.includes((await redis.get(key)) ?? "")) found.push(key);
  return found;
}

function conversationIdsOf(keys: string[]): string[] {
  return [...new Set(keys.flatMap((key) => /^[a-z]+:([\w-]+\.\d+)/.exec(key)?.[1] ?? []))];
}

async function forgetConversation(redis: Redis, id: string): Promise<"busy" | "forgotten"> {
  const state = keyspace.state(id);
  const { lane, due, leases, journal, journalStream, corrupt } = keyspace;
  const keys = [
    ...[lane("unsettled", id), lane("calls", id), lane("replies", id), leases],
    ...[due("unsettled"), due("calls"), due("replies")],
    ...[state, `${state}_stage`, `${state}_option`, `${state}_direction`],
    ...[journal(id), journalStream(id), corrupt(id)],
  ];
  const result = await forgetScript.run(redis, keys, [id]);
  if (result === "busy") return result;
  for await (const [timer] of timersOf(redis, id)) await redis.zrem(due("timers"), timer);
  return result;
}

async function* timersOf(redis: Redis, id: string): AsyncGenerator<[name: string]> {
  const match = `timer ${id} *`;
  const stream = redis.zscanStream(keyspace.due("timers"), { match, count: OPERATOR.chunk });
  for await (const found of stream)
    for (const [index, name] of (found as string[]).entries()) if (index % 2 === 0) yield [name];
}

async function dropAll<Item>(
  kept: { forEach: ForEach<Item>; drop(item: Item): Promise<unknown> },
  isWanted: (item: Item) => boolean,
): Promise<number> {
  let dropped = 0;
  await kept.forEach({}, async (item) => {
    if (!isWanted(item)) return false;
    await kept.drop(item);
    dropped += 1;
    return true;
  });
  return dropped;
}
