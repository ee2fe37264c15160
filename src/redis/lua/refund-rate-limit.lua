-- Takes a message out of the count of its while. Once one was told that it is too many, only giving that
-- one back lets another be told.
-- KEYS: 1 the count
-- ARGV: 1 how many are let by in a while, 2 "ok" or "told", as it was counted
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
