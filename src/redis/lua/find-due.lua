-- Finds due work of one kind, the most overdue first, and postpones it for as long as the finder may
-- need. After typed-read.lua and lane.lua.
-- KEYS: 1 due of that kind, 2 to 4 due of replies, calls and unsettled
-- ARGV: 1 how many at most, 2 by how many ms to postpone
-- Returns for how many ms the oldest remaining one has been due (0 if none remains), then the names that were found.

local due = KEYS[1]
local own_set = { replies = KEYS[2], calls = KEYS[3], unsettled = KEYS[4] }
local limit, postpone_ms = tonumber(ARGV[1]), ARGV[2]

-- Earlier versions kept lanes in the set of the timers. Such a lane moves to its own set when it is due, in
-- addition to those that are found.
local MOVED_AT_MOST = 100

local now = now_ms()
local reply = { 0 }
for _, name in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, limit + MOVED_AT_MOST)) do
  local set = own_set[string.match(name, '^%a+')]
  if set and set ~= due then
    redis.call('ZADD', set, 'NX', redis.call('ZSCORE', due, name), name)
    redis.call('ZREM', due, name)
  elseif #reply <= limit then
    redis.call('ZADD', due, now + postpone_ms, name)
    reply[#reply + 1] = name
  end
end
local oldest = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')[2]
if oldest and tonumber(oldest) <= now then
  reply[1] = math.max(1, math.floor(now - oldest))
end
return reply
