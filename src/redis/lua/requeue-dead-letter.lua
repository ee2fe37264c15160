-- Appends a dead letter to its lane again, as if it had never been tried. After lane.lua.
-- KEYS: 1 dead letters, 2 lane, 3 due of its kind
-- ARGV: 1 the dead letter as stored, 2 lane's name, 3 entry for the lane
-- Returns 1; 0 if it is not stored any more.

if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('RPUSH', KEYS[2], ARGV[3])
redis.call('ZADD', KEYS[3], 'NX', now_ms(), ARGV[2])
return 1
