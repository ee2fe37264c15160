-- Appends a dead letter to its lane again, as if it had never been tried. After typed-read.lua and lane.lua.
-- KEYS: 1 dead letters, 2 lane, 3 due of its kind
-- ARGV: 1 the dead letter as stored, 2 lane's name, 3 entry for the lane
-- Returns 1; 0 if it is not stored any more.

local dead, entries, due = KEYS[1], KEYS[2], KEYS[3]
local letter, lane, entry = ARGV[1], ARGV[2], ARGV[3]

if redis.call('ZREM', dead, letter) == 0 then
  return 0
end
redis.call('RPUSH', entries, entry)
redis.call('ZADD', due, 'NX', now_ms(), lane)
return 1
