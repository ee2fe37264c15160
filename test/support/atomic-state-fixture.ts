import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, inject } from "vitest";
import type { LogEntry } from "../../src/redis/atomic-state/atomic-result.ts";
import {
  AtomicStateManager,
  type UpdateOptions,
} from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import type { State } from "../../src/redis/state-json.ts";

export const NOW = Date.UTC(2025, 0, 2, 3, 4, 5);
export const ttl = 300;
export const metadata = { stage: "menu", option: "accounts", direction: "IN" };

/** A manager on the run's Redis, with what tests need to look behind it. */
export interface AtomicStateFixture {
  redis: Redis;
  manager: AtomicStateManager;
  /** Others of its kind, which do not wait for one another. */
  rivals: AtomicStateManager[];
  /** What the test has logged so far. */
  entries: LogEntry[];
  /** Stores a first state under a new key, which it returns. */
  store(state: State, options?: Partial<UpdateOptions>): Promise<string>;
  /** All that the four keys hold, and when they expire. */
  dump(key: string): Promise<unknown>;
  /** Another's update, which sets `count` up by 100. */
  overtake(key: string): Promise<void>;
}

/** To be called in a `describe`; its fields are there once the tests run. */
export function useAtomicState(lock: "lua" | "watch"): AtomicStateFixture {
  const entries: LogEntry[] = [];
  const redis = connect(inject("redisUrl"));
  const log = (entry: LogEntry) => void entries.push(entry);
  const manager = new AtomicStateManager({ redis, lock, log, clock: () => NOW });
  const rivals = Array.from({ length: 4 }, () => new AtomicStateManager({ redis, lock }));
  const other = new AtomicStateManager({ redis });

  beforeAll(async () => {
    await ready(redis, 5_000);
  });
  beforeEach(() => {
    entries.length = 0;
  });
  afterAll(() => {
    for (const each of [manager, ...rivals]) each.close();
    redis.disconnect();
  });

  return {
    redis,
    manager,
    rivals,
    entries,
    async store(state, options) {
      const key = newKey();
      const stored = await manager.atomicUpdate(key, state, { ttl, ...options });
      if (!stored.ok) throw new Error(stored.message);
      return key;
    },
    dump: (key) =>
      Promise.all(keysAt(key).flatMap((each) => [redis.dumpBuffer(each), redis.pexpiretime(each)])),
    async overtake(key) {
      const count = (now: State = {}) => ({ ...now, count: Number(now.count) + 100 });
      const overtaken = await other.atomicUpdate(key, count, { ttl });
      if (!overtaken.ok) throw new Error(overtaken.message);
    },
  };
}

export const newKey = (): string => `user:${randomUUID()}`;

export const keysAt = (key: string): string[] => [
  key,
  `${key}_stage`,
  `${key}_option`,
  `${key}_direction`,
];
