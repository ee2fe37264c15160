-- Writes down that a lane's head is about to leave. After lane.lua.
-- KEYS: 1 lane, 2 leases
-- ARGV: 1 lane's name, 2 fence, 3 token
-- Returns 1; 0 if the lane is another's now.

local token, _, attempts, rest = parse_entry(redis.call('LINDEX', KEYS[1], 0))
if token ~= ARGV[3] or holder(KEYS[2], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('LSET', KEYS[1], 0, token .. ' 1 ' .. attempts .. ' ' .. rest)
return 1
