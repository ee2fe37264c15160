-- Deletes everything of a conversation, unless a money call of it may still be answered. After lane.lua.
-- KEYS: 1 unsettled, 2 calls, 3 replies, 4 leases, 5 to 7 due unsettled, calls and replies,
--       from 8 on other keys of the conversation
-- ARGV: 1 conversation id
-- Returns 'busy' without having changed anything, or 'forgotten'.

local _, sent = parse_entry(redis.call('LINDEX', KEYS[2], 0))
if redis.call('EXISTS', KEYS[1]) == 1 or sent == '1' then
  return 'busy'
end
for lane, name in ipairs({ 'unsettled ', 'calls ', 'replies ' }) do
  redis.call('HDEL', KEYS[4], name .. ARGV[1])
  redis.call('ZREM', KEYS[lane + 4], name .. ARGV[1])
end
redis.call('DEL', KEYS[2], KEYS[3], unpack(KEYS, 8))
return 'forgotten'
