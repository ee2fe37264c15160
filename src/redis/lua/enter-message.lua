-- Does what a plain message needs before its turn: finds its contact, and notes when the member wrote; counts the
-- message for the rate limit unless it was seen; loads the record. After typed-read.lua.
-- KEYS: none in advance; contact and state are found here. For a single Redis only
-- ARGV: 1 phone number, 2 user id, 3 hash of the member's identity key ('' for none, each), 4 to 7 prefixes of contact,
--       phone alias, user alias and state keys, 8 what follows the contact id in the key of the state,
--       9 when the member wrote, in ms ('' if they only opened the chat), 10 the field for it, 11 how many ms later than
--       the stored time it must be to be stored,
--       12 key of the count, 13 limit, 14 window in seconds, 15 '1' if this message is not counted yet,
--       16 key of the seen marks, 17 mark, 18 nonce of the state that is known ('' for none), 19 its length in bytes
-- Returns {contact id, locale, notices, when the member decided so in ms, '1' if the message was seen, state, '1' if that
--         is the known one and left out}, with false for what is missing; nothing, with nothing changed, if a key is
--         missing, leads elsewhere, holds another type or has to change, or if the message is beyond the limit.

local phone, user, key_hash, contact_prefix, phone_prefix, user_prefix, state_prefix, state_end, heard_at, heard_field,
  heard_every_ms, count_key, limit, seconds, is_new, marks, mark, known_nonce, known_size = unpack(ARGV)

local by_phone = phone ~= '' and read('GET', phone_prefix .. phone)
local by_user = user ~= '' and read('GET', user_prefix .. user)
local id = by_phone or by_user
if not id or (phone ~= '' and by_phone ~= id) or (user ~= '' and by_user ~= id) then
  return false
end
local contact = contact_prefix .. id
local fields = read('HMGET', contact, 'moved_to', 'locale', 'notices', 'notices_at', 'key', heard_field)
if not fields then
  return false
end
local moved_to, locale, notices, notices_at, known_hash, heard = unpack(fields)
if moved_to or not locale or (key_hash ~= '' and key_hash ~= known_hash) then
  return false
end
local is_seen = read('SISMEMBER', marks, mark) == 1
local counted = read('GET', count_key)
local count = tonumber(counted or 0)
local state_key = state_prefix .. id .. state_end
local stamp = known_nonce ~= '' and read('GETRANGE', state_key, 0, STAMP_END)
-- A text of this length ends here.
local last = stamp and read('GETRANGE', state_key, known_size - 1, known_size)
local is_known = last and #last == 1 and string.find(stamp, '"_nonce":"' .. known_nonce .. '"', 1, true) ~= nil
local state = not is_known and read('GET', state_key)
if wrong_type or not count or (not is_seen and count >= tonumber(limit)) then
  return false
end

local known_at = tonumber(heard or nil)
if heard_at ~= '' and (not known_at or tonumber(heard_at) >= known_at + heard_every_ms) then
  redis.call('HSET', contact, heard_field, heard_at)
end
if is_new == '1' and not is_seen then
  if counted then
    redis.call('INCR', count_key)
  else
    redis.call('SET', count_key, 1, 'EX', seconds)
  end
end
return { id, locale, notices, notices_at, is_seen and '1', state, is_known and '1' }
