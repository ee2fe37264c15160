-- Ends attempts at the heads of lanes, and their leases. Each settlement is done whole or not at all, whatever becomes
-- of the others. After typed-read.lua, lane.lua and counts.lua.
-- KEYS: 1 leases, 2 dead letters, 3 counts of the day, from 4 on in threes: lane, due of its kind, journal
-- ARGV: 1 how many journal entries are kept, 2 for how many seconds, 3 how many fields a day has, 4 for how many seconds,
--       from 5 on in nines: lane's name, fence, token, outcome ('done', 'retry' or 'dead'), delay in ms, failures (JSON,
--       '' leaves them unchanged), code, journal entry ('' for none), counts
-- Returns for each in turn 'more' or 'empty' for the lane; 'lost' if another process has it now; or 'wrong type: <key>'.

local leases, dead, numbers = KEYS[1], KEYS[2], KEYS[3]
local kept, seconds, fields_kept, numbers_seconds = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local function settle(entries, due, journal, lane, fence, token, outcome, delay_ms, failures, code, line, counts)
  wrong_type = nil
  local found = read_lane(entries, leases, lane)
  check('ZCARD', due)
  if outcome == 'dead' then
    check('ZCARD', dead)
  end
  read('LLEN', journal)
  local fields = counts ~= '' and read('HLEN', numbers) or 0
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
  add_counts(numbers, fields, counts, tonumber(fields_kept), numbers_seconds)
  return shift_lane(entries, leases, due, lane)
end

local results = {}
for number = 0, (#KEYS - 3) / 3 - 1 do
  local entries, due, journal = unpack(KEYS, 4 + number * 3, 6 + number * 3)
  results[number + 1] = settle(entries, due, journal, unpack(ARGV, 5 + number * 9, 13 + number * 9))
end
return results
