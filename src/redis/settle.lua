-- Ends an attempt at a lane's head, and the lease. After lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due, 4 dead letters
-- ARGV: 1 lane's name, 2 fence, 3 token, 4 verdict ('done', 'retry' or 'dead'), 5 delay in ms, 6 code
-- Returns 'more' or 'empty', of what the lane still holds; 'lost' if it is another's now.

local head = redis.call('LINDEX', KEYS[1], 0)
local token, sent, attempts, rest = parse_entry(head)
if token ~= ARGV[3] or holder(KEYS[2], ARGV[1]) ~= ARGV[2] then
  return 'lost'
end
if ARGV[4] == 'retry' then
  redis.call('LSET', KEYS[1], 0, token .. ' ' .. sent .. ' ' .. attempts + 1 .. ' ' .. rest)
  -- Held by nobody until then: a nudge for a later reply does not hurry the head.
  local again = now_ms() + ARGV[5]
  redis.call('HSET', KEYS[2], ARGV[1], 'retry ' .. string.format('%.0f', again))
  redis.call('ZADD', KEYS[3], again, ARGV[1])
  return 'more'
end
if ARGV[4] == 'dead' then
  redis.call('RPUSH', KEYS[4], ARGV[6] .. ' ' .. head)
end
return shift_lane(KEYS[1], KEYS[2], KEYS[3], ARGV[1])
