import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { WORK_KINDS } from "../../../src/conversation/ports/outbox.ts";
import type { Member } from "../../../src/playground/protocol.ts";
import { createContacts } from "../../../src/redis/contacts.ts";
import { keyspace } from "../../../src/redis/keyspace.ts";

/** The state that depends on time beside the clocks: expiry of records, due work. */
export interface State {
  /** In how many ms something is due; `undefined` if nothing is. */
  nextMs(): Promise<number | undefined>;
  /** Advances time by so much. */
  age(ms: number): Promise<void>;
  /** Resolves when due work has run, or takes longer than the wait allows. */
  settle(): Promise<void>;
  /** Sets a member's language before they have written. */
  introduce(member: Pick<Member, "number" | "locale">): Promise<void>;
  close(): void;
}

/**
 * KEYS: 1 leases, from 2 on due of each kind of work
 * ARGV: 1 how many ms pass, 2 pattern of the records' keys
 * Returns the names that are due then. No work in progress loses its lease.
 */
const AGE = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local names = {}
  for number = 2, #KEYS do
    local due = redis.call('ZRANGE', KEYS[number], 0, -1, 'WITHSCORES')
    for at = 1, #due, 2 do
      redis.call('ZADD', KEYS[number], due[at + 1] - ARGV[1], due[at])
    end
    for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[number], '-inf', now)) do
      names[#names + 1] = name
    end
  end
  local leases = redis.call('HGETALL', KEYS[1])
  for at = 1, #leases, 2 do
    local till = string.match(leases[at + 1], '^retry (%d+)$')
    if till then
      redis.call('HSET', KEYS[1], leases[at], 'retry ' .. string.format('%.0f', till - ARGV[1]))
    end
  end
  for _, key in ipairs(redis.call('KEYS', ARGV[2])) do
    local left = redis.call('PTTL', key)
    if left >= 0 then
      redis.call('PEXPIRE', key, left - ARGV[1])
    end
  end
  return names
`;

/**
 * KEYS: 1 leases, from 2 on due of each kind of work
 * ARGV: timers that have been due
 * Returns how much work is pending: what is due, and what was found due, which is postponed then. A lane counts
 * unless it waits for a retry, a timer that has been due until its commit removes it.
 */
const IN_HAND = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local fired = {}
  for _, name in ipairs(ARGV) do
    fired[name] = true
  end
  local count = 0
  for number = 2, #KEYS do
    local due = redis.call('ZRANGE', KEYS[number], 0, -1, 'WITHSCORES')
    for at = 1, #due, 2 do
      local name = due[at]
      local is_in_hand
      if string.sub(name, 1, 6) == 'timer ' then
        is_in_hand = fired[name] or tonumber(due[at + 1]) <= now
      else
        local till = string.match(redis.call('HGET', KEYS[1], name) or '', '^retry (%d+)$')
        is_in_hand = not till or tonumber(till) <= now
      end
      if is_in_hand then
        count = count + 1
      end
    end
  end
  return count
`;

const LOOK_EVERY_MS = 50;
/** Longer than credex-core's time for an answer. */
const PATIENCE_MS = 6_000;

export function openRedisState(url: string): State {
  const redis = new Redis(url, { lazyConnect: true }).on("error", () => {});
  const dueKeys = WORK_KINDS.map(keyspace.due);
  const keys = [keyspace.leases, ...dueKeys];
  let fired: string[] = [];
  const inHand = async () => (await redis.eval(IN_HAND, keys.length, ...keys, ...fired)) as number;
  return {
    async nextMs() {
      const firsts = dueKeys.map((key) => redis.zrange(key, "0", "0", "WITHSCORES"));
      const scores = (await Promise.all(firsts)).flatMap(([, score]) =>
        score === undefined ? [] : [Number(score)],
      );
      if (scores.length === 0) return undefined;
      const [seconds = 0, micros = 0] = await redis.time();
      return Math.min(...scores) - (Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000));
    },
    async age(ms) {
      const args = [ms, keyspace.state("*")];
      const names = (await redis.eval(AGE, keys.length, ...keys, ...args)) as string[];
      fired = names.filter((name) => name.startsWith("timer "));
    },
    async settle() {
      const until = Date.now() + PATIENCE_MS;
      while ((await inHand()) > 0 && Date.now() < until) await sleep(LOOK_EVERY_MS);
      fired = [];
    },
    async introduce({ number, locale }) {
      await createContacts({ redis, locale, businessNumberIds: [] }).resolve({ phone: number });
    },
    close: () => redis.disconnect(),
  };
}

const MEMORY_STRIDE_MS = 30_000;
/** Longer than the dispatcher waits between two passes. */
const MEMORY_SETTLE_MS = 400;

/** In memory all time is the server's clock: it advances in steps, and the work of each gets its time to run. */
export function memoryState(): State {
  return {
    nextMs: async () => MEMORY_STRIDE_MS,
    age: async () => {},
    settle: async () => {
      await sleep(MEMORY_SETTLE_MS);
    },
    introduce: async () => {},
    close: () => {},
  };
}
