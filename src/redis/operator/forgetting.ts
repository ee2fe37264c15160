import { setTimeout as sleep } from "node:timers/promises";
import { contactIdOf } from "../../conversation/model/conversation-id.ts";
import { OPERATOR } from "../../policy.ts";
import { withoutTag } from "../keyspace.ts";
import { partitionsOf, type RedisClient } from "../redis-client.ts";
import { createScript, readLua } from "../script.ts";
import { createDeadLetters } from "./dead-letters.ts";
import { contactOf, phoneOf } from "./members.ts";
import { createParkedEvents } from "./parked-events.ts";
import { scanKeys } from "./scan-keys.ts";
import type { ForEach } from "./selection.ts";

/** Deletes everything that Redis holds of a member. */
export interface Forgetting {
  /**
   * The contacts that the number or user id led to, merged ones included; `undefined` if there is none, and no list has
   * the number.
   */
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
  /** Their phone numbers, and the one that they were found by. */
  phones: string[];
  /** Whether the list has one of them. */
  isListed: boolean;
}

export interface Forgotten {
  keys: number;
  deadLetters: number;
  parkedEvents: number;
  /** Entries of the list that had one of the numbers. */
  listed: number;
}

/** Phone numbers that are stored apart from what their members did. */
export interface NumberList {
  isListed(numbers: readonly string[]): Promise<boolean>;
  /** Removes the numbers. Returns how many entries had one of them. */
  forget(numbers: readonly string[]): Promise<number>;
}

const forgetScript = createScript<"busy" | "forgotten">({
  lua: readLua("typed-read.lua", "lane.lua", "forget-conversation.lua"),
  keys: "any",
});

export interface ForgettingOptions {
  redis: RedisClient;
  numberList: NumberList;
}

export function createForgetting(options: ForgettingOptions): Forgetting {
  const { redis, numberList } = options;
  return {
    async find(key) {
      const id = await contactOf(redis, key);
      const contactIds = id === undefined ? [] : await withMerged(redis, id);
      const aliasKeys = await aliasKeysOf(redis, contactIds);
      const phones = [key, ...aliasKeys.map(memberOf)].flatMap((one) => phoneOf(one) ?? []);
      const isListed = await numberList.isListed(phones);
      return id === undefined && !isListed
        ? undefined
        : { contactIds, aliasKeys, phones, isListed };
    },

    async forget(traces) {
      const all: Forgotten = { keys: 0, deadLetters: 0, parkedEvents: 0, listed: 0 };
      for (let pass = 0; pass < OPERATOR.forgetPasses; pass++) {
        if (pass > 0) await sleep(OPERATOR.forgetPauseMs);
        const once = await forgetOnce(options, traces);
        if (once === "busy") return once;
        if (Object.values(once).every((count) => count === 0)) break;
        all.keys += once.keys;
        all.deadLetters += once.deadLetters;
        all.parkedEvents += once.parkedEvents;
        all.listed += once.listed;
      }
      return all;
    },
  };
}

async function forgetOnce(
  { redis, numberList }: ForgettingOptions,
  traces: MemberTraces,
): Promise<Forgotten | "busy"> {
  const keys = await keysOf(redis, traces);
  for (const id of conversationIdsOf(keys))
    if ((await forgetConversation(redis, id)) === "busy") return "busy";
  const isMembers = ({ conversationId }: { conversationId: string }) =>
    traces.contactIds.includes(contactIdOf(conversationId));
  const deadLetters = await dropAll(createDeadLetters({ redis }), isMembers);
  const parkedEvents = await dropAll(createParkedEvents({ redis }), isMembers);
  const listed = await numberList.forget(traces.phones);
  // Last, so that the number still identifies the contact if this stops halfway.
  for (const key of keys) await redis.unlink(key);
  return { keys: keys.length, deadLetters, parkedEvents, listed };
}

/** A contact with those that were merged into it. */
async function withMerged(redis: RedisClient, id: string): Promise<string[]> {
  const movedTo = new Map<string, string>();
  const { contact } = partitionsOf(redis).directory;
  for await (const key of scanKeys(redis, contact("*"))) {
    const next = await redis.hget(key, "moved_to");
    if (next !== null) movedTo.set(key.slice(contact("").length), next);
  }
  const ids = new Set([id]);
  for (let size = 0; size < ids.size; ) {
    size = ids.size;
    for (const [from, to] of movedTo) if (ids.has(to)) ids.add(from);
  }
  return [...ids];
}

/** The aliases that identify contacts. */
async function aliasKeysOf(redis: RedisClient, contactIds: string[]): Promise<string[]> {
  const found: string[] = [];
  const { phoneAlias, userAlias } = partitionsOf(redis).directory;
  for (const pattern of [phoneAlias("*"), userAlias("*")])
    for await (const key of scanKeys(redis, pattern))
      if (contactIds.includes((await redis.get(key)) ?? "")) found.push(key);
  return found;
}

/** Every key that is named for a contact or for one of its numbers and user ids. */
async function keysOf(
  redis: RedisClient,
  { contactIds, aliasKeys }: MemberTraces,
): Promise<string[]> {
  const counts = aliasKeys.map(memberOf).flatMap((one) => [`flood:${one}`, `flood:notice ${one}`]);
  const found: string[] = [];
  for await (const key of scanKeys(redis, "*")) {
    const id = /^[a-z]+:([\w-]+)/.exec(withoutTag(key))?.[1] ?? "";
    if (contactIds.includes(id) || counts.includes(withoutTag(key))) found.push(key);
  }
  // By now a number may identify the contact of somebody who has just written.
  for (const key of aliasKeys)
    if (contactIds.includes((await redis.get(key)) ?? "")) found.push(key);
  return found;
}

/** The number or user id of an alias. */
function memberOf(aliasKey: string): string {
  return withoutTag(aliasKey).replace(/^alias:[a-z]+:/, "");
}

function conversationIdsOf(keys: string[]): string[] {
  return [
    ...new Set(keys.flatMap((key) => /^[a-z]+:([\w-]+\.\d+)/.exec(withoutTag(key))?.[1] ?? [])),
  ];
}

async function forgetConversation(redis: RedisClient, id: string): Promise<"busy" | "forgotten"> {
  const own = partitionsOf(redis).of(id);
  const state = own.state(id);
  const { lane, due, leases, journal, journalStream, corrupt } = own;
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

async function* timersOf(redis: RedisClient, id: string): AsyncGenerator<[name: string]> {
  const match = `timer ${id} *`;
  const timers = partitionsOf(redis).of(id).due("timers");
  const stream = redis.zscanStream(timers, { match, count: OPERATOR.chunk });
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
