-- Keeps the report of a server for a while.
-- KEYS[1] reports
-- ARGV[1] server id, ARGV[2] report, ARGV[3] for how many milliseconds it counts
-- Returns 1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d %s', now + ARGV[3], ARGV[2]))
redis.call('EXPIRE', KEYS[1], math.ceil(ARGV[3] / 1000))
return 1
