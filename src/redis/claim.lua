-- Takes a lane's head under a lease. After lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due
-- ARGV: 1 lane's name, 2 fence, 3 lease in ms
-- Returns the head's entry; nothing if there is none, it waits for its retry, or another holds the lane.

local now = now_ms()
local fence, till = holder(KEYS[2], ARGV[1])
if fence and fence ~= ARGV[2] and till > now then
  return false
end
local head = redis.call('LINDEX', KEYS[1], 0)
if not head then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[3], ARGV[1])
  return false
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. string.format('%.0f', now + ARGV[3]))
redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
return head
