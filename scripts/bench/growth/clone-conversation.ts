import type { Redis } from "ioredis";
import { keyspace } from "../../../src/redis/keyspace.ts";

/**
 * Copies every key of a conversation, whatever its type, under the ids of other members. What expires, expires in an
 * hour, and timers are due in a day, also those of the original: all stay, and start no work, while others write.
 *
 * KEYS: the keys of the conversation
 * ARGV: 1 its contact, 2 its phone number, 3 the first copy, 4 how many, 5 deduplication marks of each,
 *       6 the hour of the marks, 7 when timers are due; then the sorted sets that name the conversation
 */
const CLONE = `
local contact, phone = ARGV[1], ARGV[2]
local first, count, marks, hour, due_at = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6], ARGV[7]
local function literal(text) return (string.gsub(text, '%W', '%%%0')) end
local contact_pattern, phone_pattern = literal(contact), literal(phone)

local found = {}
for at, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  local value
  if kind == 'string' then value = redis.call('GET', key)
  elseif kind == 'hash' then value = redis.call('HGETALL', key)
  elseif kind == 'list' then value = redis.call('LRANGE', key, 0, -1)
  elseif kind == 'stream' then value = redis.call('XRANGE', key, '-', '+')
  else error('A conversation has a ' .. kind .. ' at a key of its own') end
  found[at] = {key = key, kind = kind, value = value, expires = redis.call('TTL', key) > 0}
  if found[at].expires then redis.call('EXPIRE', key, 3600) end
end
local shared = {}
for at = 8, #ARGV do
  for _, member in ipairs(redis.call('ZRANGE', ARGV[at], 0, -1)) do
    if string.find(member, contact, 1, true) then
      table.insert(shared, {key = ARGV[at], member = member})
      redis.call('ZADD', ARGV[at], due_at, member)
    end
  end
end

math.randomseed(first)
for number = first, first + count - 1 do
  local new_contact = string.format('%0' .. #contact .. 'd', number)
  local new_phone = string.format('1%0' .. (#phone - 1) .. 'd', number)
  local function renamed(text)
    return (string.gsub(string.gsub(text, contact_pattern, new_contact), phone_pattern, new_phone))
  end
  local function all_renamed(values)
    local new = {}
    for at, value in ipairs(values) do new[at] = renamed(value) end
    return new
  end
  for _, one in ipairs(found) do
    local key = renamed(one.key)
    if one.kind == 'string' then redis.call('SET', key, renamed(one.value))
    elseif one.kind == 'hash' then redis.call('HSET', key, unpack(all_renamed(one.value)))
    elseif one.kind == 'list' then redis.call('RPUSH', key, unpack(all_renamed(one.value)))
    else
      for _, entry in ipairs(one.value) do redis.call('XADD', key, entry[1], unpack(all_renamed(entry[2]))) end
    end
    if one.expires then redis.call('EXPIRE', key, 3600) end
  end
  for _, one in ipairs(shared) do redis.call('ZADD', one.key, due_at, renamed(one.member)) end
  for _ = 1, marks do
    local mark = string.format('%d%09d', math.random(1, 900000000), math.random(0, 999999999))
    redis.call('SADD', 'seen:' .. hour .. ':' .. math.random(0, 255), mark)
  end
end`;

const COPIES_A_SCRIPT = 500;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface CloneOptions {
  /** Whose conversation is copied. */
  phone: string;
  /** The number of the first copy. */
  first: number;
  count: number;
  /** How many messages the member has written: each has a deduplication mark. */
  messages: number;
}

/** Copies a live conversation with all its keys to as many other members. */
export async function cloneConversation(
  redis: Redis,
  { phone, first, count, messages }: CloneOptions,
): Promise<void> {
  const contact = await redis.get(keyspace.phoneAlias(phone));
  if (contact === null) throw new Error("The member has no conversation");
  const keys = [...(await keysWith(redis, contact)), ...(await keysWith(redis, phone))];
  const hour = Math.floor(Date.now() / HOUR_MS);
  for (let at = 0; at < count; at += COPIES_A_SCRIPT) {
    const size = Math.min(COPIES_A_SCRIPT, count - at);
    const numbers = [first + at, size, messages, hour, Date.now() + DAY_MS];
    const args = [contact, phone, ...numbers, keyspace.due("timers")];
    await redis.eval(CLONE, keys.length, ...keys, ...args);
  }
}

async function keysWith(redis: Redis, text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const keys of redis.scanStream({ match: `*${text}*`, count: 1_000 }))
    found.push(...(keys as string[]));
  return [...new Set(found)];
}
