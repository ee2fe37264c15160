-- Reads the reports of the servers that live, and deletes those of the others.
-- KEYS[1] reports
-- Returns the reports
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local live = {}
local reports = redis.call('HGETALL', KEYS[1])
for at = 1, #reports, 2 do
  local untilMs, report = string.match(reports[at + 1], '^(%d+) (.*)$')
  if untilMs and tonumber(untilMs) > now then
    live[#live + 1] = report
  else
    redis.call('HDEL', KEYS[1], reports[at])
  end
end
return live
