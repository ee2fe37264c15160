-- Writes down that a lane's head is about to leave, and holds the lane for as long as that may take.
-- After lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due
-- ARGV: 1 lane's name, 2 fence, 3 token, 4 lease in ms
-- Returns 1; 0 if the lane is another's now.

local token, _, attempts, rest = parse_entry(redis.call('LINDEX', KEYS[1], 0))
if token ~= ARGV[3] or holder(KEYS[2], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('LSET', KEYS[1], 0, token .. ' 1 ' .. attempts .. ' ' .. rest)
local till = now_ms() + ARGV[4]
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. string.format('%.0f', till))
redis.call('ZADD', KEYS[3], till, ARGV[1])
return 1
