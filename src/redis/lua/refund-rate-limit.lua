-- Takes a message out of the count of its window. After one was answered as the first beyond the limit, only
-- refunding that one permits another such answer.
-- KEYS: 1 the count
-- ARGV: 1 limit of the window, 2 "ok" or "told", as it was counted
-- Returns the count.

local limit = tonumber(ARGV[1])
local count = tonumber(redis.call('GET', KEYS[1]) or 0)
if ARGV[2] == 'told' and count > limit then
  redis.call('SET', KEYS[1], limit, 'KEEPTTL')
  return limit
end
if ARGV[2] == 'ok' and count > 0 and count <= limit then
  return redis.call('DECR', KEYS[1])
end
return count
