-- Finds what is due, and pushes it ahead for as long as its finder may need. After lane.lua.
-- KEYS: 1 due
-- ARGV: 1 how many at most, 2 how far ahead in ms
-- Returns their names.

local now = now_ms()
local names = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, name in ipairs(names) do
  redis.call('ZADD', KEYS[1], now + ARGV[2], name)
end
return names
