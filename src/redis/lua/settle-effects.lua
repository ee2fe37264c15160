-- Ends attempts at the heads of lanes, and their leases. Each settlement is done whole or not at all, whatever becomes
-- of the others. After typed-read.lua and lane.lua.
-- KEYS: 1 leases, 2 dead letters, from 3 on in threes: lane, due of its kind, journal
-- ARGV: 1 how many journal entries are kept, 2 for how many seconds, from 3 on in eights: lane's name, fence, token,
--       outcome ('done', 'retry' or 'dead'), delay in ms, failures (JSON, '' leaves them unchanged), code, journal entry
--       ('' for none)
-- Returns for each in turn 'more' or 'empty' for the lane; 'lost' if another process has it now; or 'wrong type: <key>'.

local leases, dead = KEYS[1], KEYS[2]
local kept, seconds = ARGV[1], ARGV[2]

local function settle(entries, due, journal, lane, fence, token, outcome, delay_ms, failures, code, line)
  wrong_type = nil
  local found = read_lane(entries, leases, lane)
  read('ZCARD', due)
  read('ZCARD', dead)
  read('LLEN', journal)
  if wrong_type then
    return 'wrong type: ' .. wrong_type
  end
  if not holds(found, fence, token) then
    return 'lost'
  end
  if outcome == 'retry' then
    -- No process holds the lane until then: a wake-up for a later reply does not start the head early.
    hold(leases, due, lane, 'retry', now_ms() + delay_ms, token, found.attempts + 1, 0,
      failures == '' and found.failures or failures)
    return 'more'
  end
  if outcome == 'dead' then
    bury(dead, code, lane, with_tries(found))
  end
  note_down(journal, line, kept, seconds)
  return shift_lane(entries, leases, due, lane)
end

local results = {}
for number = 0, (#KEYS - 2) / 3 - 1 do
  local entries, due, journal = unpack(KEYS, 3 + number * 3, 5 + number * 3)
  results[number + 1] = settle(entries, due, journal, unpack(ARGV, 3 + number * 8, 10 + number * 8))
end
return results
