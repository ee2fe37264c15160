import type { Redis } from "ioredis";
import { keyspace } from "../../../src/redis/keyspace.ts";

/**
 * Copies every key of a conversation, whatever its type, under the ids of other members. Strings get these ids too;
 * other values are copied as they are. What expires, expires in an hour, and timers are due in a day, also those of the
 * original: all stay, and start no work, while others write.
 *
 * KEYS: the keys of the conversation
 * ARGV: 1 its contact, 2 its phone number, 3 the first copy, 4 how many, 5 deduplication marks of each,
 *       6 the hour of the marks, 7 when timers are due; then the sorted sets that name the conversation
 */
const CLONE = `
local contact, phone = ARGV[1], ARGV[2]
local first, count, marks, hour, due_at = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6], ARGV[7]

-- Where a text has the contact and the phone number. To search a record anew for each copy takes most of the time.
local function template(text)
  local pieces, ids, at = {}, {}, 1
  while true do
    local contact_at = string.find(text, contact, at, true) or #text + 1
    local phone_at = string.find(text, phone, at, true) or #text + 1
    local found_at = math.min(contact_at, phone_at)
    table.insert(pieces, string.sub(text, at, found_at - 1))
    if found_at > #text then return {pieces = pieces, ids = ids} end
    local id = found_at == contact_at and 'contact' or 'phone'
    table.insert(pieces, '')
    ids[#pieces] = id
    at = found_at + (id == 'contact' and #contact or #phone)
  end
end
local function fill(one, values)
  for at, id in pairs(one.ids) do one.pieces[at] = values[id] end
  return table.concat(one.pieces)
end

local found = {}
for at, key in ipairs(KEYS) do
  local is_string = redis.call('TYPE', key).ok == 'string'
  local expires = redis.call('TTL', key) > 0
  local value = is_string and template(redis.call('GET', key))
  found[at] = {original = key, key = template(key), value = value, expires = expires}
  if expires then redis.call('EXPIRE', key, 3600) end
end
local shared = {}
for at = 8, #ARGV do
  for _, member in ipairs(redis.call('ZRANGE', ARGV[at], 0, -1)) do
    if string.find(member, contact, 1, true) then
      table.insert(shared, {key = ARGV[at], member = template(member)})
      redis.call('ZADD', ARGV[at], due_at, member)
    end
  end
end

math.randomseed(first)
local seen = {}
for number = first, first + count - 1 do
  local values = {
    contact = string.format('%0' .. #contact .. 'd', number),
    phone = string.format('1%0' .. (#phone - 1) .. 'd', number),
  }
  for _, one in ipairs(found) do
    local key = fill(one.key, values)
    if one.value then redis.call('SET', key, fill(one.value, values))
    else redis.call('COPY', one.original, key) end
    if one.expires then redis.call('EXPIRE', key, 3600) end
  end
  for _, one in ipairs(shared) do redis.call('ZADD', one.key, due_at, fill(one.member, values)) end
  for _ = 1, marks do
    local mark = string.format('%d%09d', math.random(1, 900000000), math.random(0, 999999999))
    local set = math.random(0, 255)
    seen[set] = seen[set] or {}
    table.insert(seen[set], mark)
  end
end
for set, found_marks in pairs(seen) do
  redis.call('SADD', 'seen:' .. hour .. ':' .. set, unpack(found_marks))
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
  const { contact, keys } = await keysOfConversation(redis, phone);
  const hour = Math.floor(Date.now() / HOUR_MS);
  for (let at = 0; at < count; at += COPIES_A_SCRIPT) {
    const size = Math.min(COPIES_A_SCRIPT, count - at);
    const numbers = [first + at, size, messages, hour, Date.now() + DAY_MS];
    const args = [contact, phone, ...numbers, keyspace.due("timers")];
    await redis.eval(CLONE, keys.length, ...keys, ...args);
  }
}

/** The contact's id, and every key that has it or the phone number in its name. */
export async function keysOfConversation(
  redis: Redis,
  phone: string,
): Promise<{ contact: string; keys: string[] }> {
  const contact = await redis.get(keyspace.phoneAlias(phone));
  if (contact === null) throw new Error("The member has no conversation");
  return {
    contact,
    keys: [...(await keysWith(redis, contact)), ...(await keysWith(redis, phone))],
  };
}

async function keysWith(redis: Redis, text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const keys of redis.scanStream({ match: `*${text}*`, count: 1_000 }))
    found.push(...(keys as string[]));
  return [...new Set(found)];
}
