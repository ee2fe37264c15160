-- Prelude of scripts that work on lanes. After typed-read.lua. Returns nothing.
-- KEYS and ARGV are the script's own; each function documents its parameters and results.

local began_ms

-- Redis's own clock, in milliseconds: the only one that due times and leases use. It is read once in a run.
local function now_ms()
  if not began_ms then
    local time = redis.call('TIME')
    began_ms = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  return began_ms
end

-- The field of the leases that counts the tries of a lane's head, so that its entry is not written again each time.
local function tries_field(lane)
  return 'tries ' .. lane
end

-- Parses a lane's entry. Returns its token, sent mark, attempts, claims and where the rest begins; nothing without an
-- entry. The rest is long, and Lua hashes each new string whole. An earlier version counted attempts and claims in the
-- entry; now they are 0 there.
local function parse_entry(entry)
  if entry then
    return string.match(entry, '^(%S+) (%d) (%d+) (%d+) ()')
  end
end

-- Reads a lane: its head with token and tries, and which fence holds it until when; a missing part is nil. Failures are
-- JSON, '' for none.
local function read_lane(entries, leases, lane)
  local head = read('LINDEX', entries, 0) or nil
  local held, tried = unpack(read('HMGET', leases, lane, tries_field(lane)) or {})
  local token, sent, attempts, claims, rest_at = parse_entry(head)
  local fence, till = string.match(held or '', '^(.*) (%d+)$')
  local tried_token, counted_attempts, counted_claims, failures =
    string.match(tried or '', '^(%S+) (%d+) (%d+) ?(.*)$')
  if tried_token and tried_token == token then
    attempts, claims = counted_attempts, counted_claims
  else
    failures = ''
  end
  return {
    head = head,
    token = token,
    sent = sent,
    attempts = tonumber(attempts),
    claims = tonumber(claims),
    failures = failures,
    rest_at = rest_at,
    fence = fence,
    till = tonumber(till),
  }
end

-- Whether another fence holds a lane that was read.
local function is_held(found, fence, now)
  return found.fence and found.fence ~= fence and found.till > now
end

-- Whether a lane that was read has the token at its head, and the fence still holds it.
local function holds(found, fence, token)
  return found.token == token and found.fence == fence
end

-- Holds a lane under a fence until a time in ms, at which it is due again, and stores the tries of its head.
-- Without failures, the text is the one that an earlier version reads; it counts anew where there are some.
local function hold(leases, due, lane, fence, till, token, attempts, claims, failures)
  local tried = token .. ' ' .. attempts .. ' ' .. claims
  if failures ~= '' then
    tried = tried .. ' ' .. failures
  end
  redis.call('HSET', leases, lane, fence .. ' ' .. string.format('%.0f', till), tries_field(lane), tried)
  redis.call('ZADD', due, till, lane)
end

-- Forgets who held a lane, and the tries of its head.
local function release(leases, lane)
  redis.call('HDEL', leases, lane, tries_field(lane))
end

-- What follows token, sent mark and tries in the head of a lane that was read.
local function rest_of(found)
  return string.sub(found.head, found.rest_at)
end

-- The text of an entry with its tries in it, for those who read it without its lane.
local function with_tries(found)
  if not found.token then
    return found.head
  end
  return table.concat({ found.token, found.sent, found.attempts, found.claims, rest_of(found) }, ' ')
end

-- Appends an entry to a journal, behind the time in ms, in six bytes. The journal keeps the latest for a time, which
-- begins anew if this renews it. '' is no entry.
local function note_down(journal, line, kept, seconds, renews)
  if line ~= '' then
    local length = redis.call('RPUSH', journal, struct.pack('>I6', now_ms()) .. line)
    if length > tonumber(kept) then
      redis.call('LPOP', journal)
    end
    if renews or length == 1 then
      redis.call('EXPIRE', journal, seconds)
    end
  end
end

-- Stores what was given up, by time: code, lane and entry.
local function bury(dead, code, lane, entry)
  redis.call('ZADD', dead, now_ms(), code .. ' ' .. lane .. ' ' .. entry)
end

-- Removes the head of its lane and releases the lane, due again if there is more. Returns 'more' or 'empty'.
local function shift_lane(entries, leases, due, lane)
  redis.call('LPOP', entries)
  release(leases, lane)
  if redis.call('EXISTS', entries) == 1 then
    redis.call('ZADD', due, now_ms(), lane)
    return 'more'
  end
  redis.call('ZREM', due, lane)
  return 'empty'
end
