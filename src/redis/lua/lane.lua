-- Prelude of scripts that work on lanes. Returns nothing.
-- KEYS and ARGV are the script's own; each function documents its parameters and results.

-- Redis's own clock, in milliseconds: the only one that due times and leases use.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The fence that holds a lane, and until when; nothing if none ever did.
local function holder(leases, lane)
  local lease = redis.call('HGET', leases, lane)
  if lease then
    local fence, till = string.match(lease, '^(.*) (%d+)$')
    return fence, tonumber(till)
  end
end

-- Parses a lane's entry. Returns its token, sent mark, attempts, claims and the rest; nothing without an entry.
local function parse_entry(entry)
  if entry then
    return string.match(entry, '^(%S+) (%d) (%d+) (%d+) (.*)$')
  end
end

-- Whether a lane's head has the token, and the fence still holds the lane.
local function holds(entries, leases, lane, fence, token)
  return parse_entry(redis.call('LINDEX', entries, 0)) == token and holder(leases, lane) == fence
end

-- Holds a lane under a fence until a time in ms, at which it is due again.
local function hold(leases, due, lane, fence, till)
  redis.call('HSET', leases, lane, fence .. ' ' .. string.format('%.0f', till))
  redis.call('ZADD', due, till, lane)
end

-- Appends an entry to a journal, which keeps the latest for a time. '' is no entry.
local function note_down(journal, line, kept, seconds)
  if line ~= '' then
    redis.call('XADD', journal, 'MAXLEN', '~', kept, '*', 'line', line)
    redis.call('EXPIRE', journal, seconds)
  end
end

-- Stores what was given up, by time: code, lane and entry.
local function bury(dead, code, lane, entry)
  redis.call('ZADD', dead, now_ms(), code .. ' ' .. lane .. ' ' .. entry)
end

-- Removes the head of its lane and releases the lane, due again if there is more. Returns 'more' or 'empty'.
local function shift_lane(entries, leases, due, lane)
  redis.call('LPOP', entries)
  redis.call('HDEL', leases, lane)
  if redis.call('EXISTS', entries) == 1 then
    redis.call('ZADD', due, now_ms(), lane)
    return 'more'
  end
  redis.call('ZREM', due, lane)
  return 'empty'
end
