-- Takes a message out of the count of its window. After one was answered as the first beyond the limit, only
-- refunding that one permits another such answer.
-- KEYS: 1 the count
-- ARGV: 1 limit of the window, 2 "ok" or "first over limit", as it was counted
-- Returns the count.

local count_key = KEYS[1]
local limit, counted = tonumber(ARGV[1]), ARGV[2]

local count = tonumber(redis.call('GET', count_key) or 0)
if counted == 'first over limit' and count > limit then
  redis.call('SET', count_key, limit, 'KEEPTTL')
  return limit
end
if counted == 'ok' and count > 0 and count <= limit then
  return redis.call('DECR', count_key)
end
return count
