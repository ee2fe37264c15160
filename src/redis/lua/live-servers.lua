-- Reads the reports of the servers that live, and deletes those of the others.
-- KEYS[1] reports
-- Returns the reports
local reports = KEYS[1]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local live = {}
local fields = redis.call('HGETALL', reports)
for at = 1, #fields, 2 do
  local until_ms, report = string.match(fields[at + 1], '^(%d+) (.*)$')
  if until_ms and tonumber(until_ms) > now then
    live[#live + 1] = report
  else
    redis.call('HDEL', reports, fields[at])
  end
end
return live
