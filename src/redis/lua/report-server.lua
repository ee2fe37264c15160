-- Keeps the report of a server for a while.
-- KEYS[1] reports
-- ARGV[1] server id, ARGV[2] report, ARGV[3] for how many milliseconds it counts
-- Returns 1
local reports = KEYS[1]
local server_id, report, report_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', reports, server_id, string.format('%d %s', now + report_ms, report))
redis.call('EXPIRE', reports, math.ceil(report_ms / 1000))
return 1
