-- Stores a member's decision about notifications with the contact, unless a later one is stored. Idempotent.
-- KEYS: 1 contact
-- ARGV: 1 'on' or 'off', 2 when the member decided so, in ms
-- Returns 1 if it was stored, 0 if a later decision is.

local contact = KEYS[1]
local notices, notices_at = ARGV[1], ARGV[2]

if tonumber(notices_at) < tonumber(redis.call('HGET', contact, 'notices_at') or 0) then
  return 0
end
redis.call('HSET', contact, 'notices', notices, 'notices_at', notices_at)
return 1
