import type { Redis } from "ioredis";
import { MAX_MESSAGE_AGE_MS, OPERATOR } from "../../policy.ts";
import { isCluster, partitionsOf, primariesOf, type RedisClient } from "../redis-client.ts";
import { type PlacementOptions, placeKey } from "./key-placement.ts";
import { scanKeys } from "./scan-keys.ts";

/** Moves everything from a single Redis to another Redis or a cluster, while no server runs. */
export interface Migration {
  /** Reads only. */
  plan(): Promise<Migrated>;
  /**
   * Copies everything, then deletes it from the source, where a forgotten server would make pending money calls a
   * second time. A run that was interrupted is repeated from where that is safe.
   * @throws {MigrationError} before anything has changed
   */
  run(): Promise<Migrated>;
}

export interface Migrated {
  keys: number;
  /** Names of keys that are none of ours. They stay. */
  foreign: string[];
}

/** Why nothing was moved. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

const HOUR_MS = 60 * 60 * 1_000;

export interface MigrationOptions {
  source: RedisClient;
  target: RedisClient;
  /** The name of the servers' connections. */
  serverName: string;
  now: number;
}

export function createMigration({ source, target, serverName, now }: MigrationOptions): Migration {
  const partitions = partitionsOf(target);
  const marker = partitions.directory.migration;
  const firstHour = Math.floor((now - MAX_MESSAGE_AGE_MS) / HOUR_MS);
  const options: PlacementOptions = { partitions, firstHour };

  async function plan(): Promise<Migrated> {
    const migrated: Migrated = { keys: 0, foreign: [] };
    for await (const key of scanKeys(source, "*")) {
      if (placeKey(key, options).kind === "foreign") migrated.foreign.push(key);
      else migrated.keys += 1;
    }
    return migrated;
  }

  /** @throws {MigrationError} */
  async function assertNobodyServes(): Promise<void> {
    for (const [redis, what] of [
      [source, "REDIS_STATE_URL"],
      [target, "REDIS_TARGET_URL"],
    ] as const) {
      const isServed = await Promise.all(primariesOf(redis).map(hasServer));
      if (isServed.includes(true))
        throw new MigrationError(
          `A server is connected to the Redis of ${what}: stop all servers.`,
        );
    }
  }

  /** Whether a server is connected to the same database. */
  async function hasServer(redis: Redis): Promise<boolean> {
    const database = ` db=${redis.options.db ?? 0} `;
    const clients = String(await redis.client("LIST")).split("\n");
    return clients.some(
      (client) => client.includes(` name=${serverName} `) && client.includes(database),
    );
  }

  async function copyAll(): Promise<void> {
    for await (const keys of inChunks(scanKeys(target, "*")))
      await Promise.all(keys.filter((key) => key !== marker).map((key) => target.unlink(key)));
    for await (const keys of inChunks(scanKeys(source, "*"))) await Promise.all(keys.map(copy));
  }

  async function copy(key: string): Promise<void> {
    const placement = placeKey(key, options);
    if (placement.kind === "divided") return copyDivided(key, placement.conversationOf);
    if (placement.kind !== "whole") return;
    const [dump, ttlMs] = await Promise.all([source.dumpBuffer(key), source.pttl(key)]);
    // A session may end meanwhile.
    if (dump === null) return;
    const copies = placement.partitions.map(({ tag }) =>
      target.restore(tag + key, Math.max(0, ttlMs), dump, "REPLACE"),
    );
    await Promise.all(copies);
  }

  async function copyDivided(key: string, conversationOf: (member: string) => string) {
    const nameFor = (member: string) => partitions.of(conversationOf(member)).tag + key;
    const count = OPERATOR.copies;
    const copies: { [type: string]: () => Promise<void> } = {
      async zset() {
        for await (const found of source.zscanStream(key, { count }))
          await Promise.all(
            inTwos(found).map(([member, score]) => target.zadd(nameFor(member), score, member)),
          );
      },
      async hash() {
        for await (const found of source.hscanStream(key, { count }))
          await Promise.all(
            inTwos(found).map(([field, value]) => target.hset(nameFor(field), field, value)),
          );
      },
      async list() {
        // One after another: their order counts.
        for (let at = 0, items = [""]; items.length > 0; at += count) {
          items = await source.lrange(key, at, at + count - 1);
          for (const item of items) await target.rpush(nameFor(item), item);
        }
      },
    };
    const copyMembers = copies[await source.type(key)];
    if (!copyMembers)
      throw new MigrationError(`The key ${key} has an unexpected type: rename or delete it.`);
    await copyMembers();
  }

  async function deleteCopied(): Promise<void> {
    for await (const keys of inChunks(scanKeys(source, "*")))
      for (const key of keys)
        if (placeKey(key, options).kind !== "foreign") await source.unlink(key);
  }

  return {
    plan,
    async run() {
      if (isCluster(source)) throw new MigrationError("REDIS_STATE_URL must be a single Redis.");
      await assertNobodyServes();
      const state = await target.get(marker);
      if (state === null && (await sizeOf(target)) > 0)
        throw new MigrationError("The Redis of REDIS_TARGET_URL is not empty.");
      const migrated = await plan();
      if (state !== COPIED) {
        await target.set(marker, COPYING);
        await copyAll();
        await assertNobodyServes();
        await target.set(marker, COPIED);
      }
      await deleteCopied();
      await target.del(marker);
      return migrated;
    },
  };
}

/** What the marker on the target says while a migration is not finished. */
const COPYING = "copying";
const COPIED = "copied";

async function sizeOf(redis: RedisClient): Promise<number> {
  const sizes = await Promise.all(primariesOf(redis).map((one) => one.dbsize()));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function* inChunks(keys: AsyncIterable<string>): AsyncGenerator<string[]> {
  let chunk: string[] = [];
  for await (const key of keys) {
    chunk.push(key);
    if (chunk.length < OPERATOR.copies) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}

/** Members with their scores, or fields with their values. */
function inTwos(found: readonly string[]): [string, string][] {
  return found.flatMap((item, index): [string, string][] =>
    index % 2 === 0 ? [[item, found[index + 1] ?? ""]] : [],
  );
}
