-- Ends an attempt at a lane's head, and the lease. After typed-read.lua and lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 dead letters, 5 journal
-- ARGV: 1 lane's name, 2 fence, 3 token, 4 outcome ('done', 'retry' or 'dead'), 5 delay in ms, 6 code,
--       7 journal entry ('' for none), 8 how many entries are kept, 9 for how many seconds
-- Returns 'more' or 'empty' for the lane; 'lost' if another process has it now.

local entries, leases, due, dead, journal = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local lane, fence, token, outcome, delay_ms, code = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local line, kept, seconds = ARGV[7], ARGV[8], ARGV[9]

local found = read_lane(entries, leases, lane)
if wrong_type then
  return wrong_type_error()
end
if not holds(found, fence, token) then
  return 'lost'
end
if outcome == 'retry' then
  -- No process holds the lane until then: a wake-up for a later reply does not start the head early.
  hold(leases, due, lane, 'retry', now_ms() + delay_ms, token, found.attempts + 1, 0)
  return 'more'
end
if outcome == 'dead' then
  bury(dead, code, lane, with_tries(found))
end
note_down(journal, line, kept, seconds)
return shift_lane(entries, leases, due, lane)
