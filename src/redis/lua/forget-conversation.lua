-- Deletes everything of a conversation, unless a money call of it may still be answered. After typed-read.lua and
-- lane.lua.
-- KEYS: 1 unsettled, 2 calls, 3 replies, 4 leases, 5 to 7 due unsettled, calls and replies,
--       from 8 on other keys of the conversation
-- ARGV: 1 conversation id
-- Returns 'busy' without having changed anything, or 'forgotten'.

local unsettled, calls, replies, leases = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local due = { unsettled = KEYS[5], calls = KEYS[6], replies = KEYS[7] }
local others = { unpack(KEYS, 8) }
local conversation = ARGV[1]

local _, sent = parse_entry(redis.call('LINDEX', calls, 0))
if redis.call('EXISTS', unsettled) == 1 or sent == '1' then
  return 'busy'
end
for kind, due_of_kind in pairs(due) do
  local lane = kind .. ' ' .. conversation
  release(leases, lane)
  redis.call('ZREM', due_of_kind, lane)
end
redis.call('DEL', calls, replies, unpack(others))
return 'forgotten'
