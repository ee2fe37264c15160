-- Ends an attempt at a lane's head, and the lease. After lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 dead letters, 5 journal
-- ARGV: 1 lane's name, 2 fence, 3 token, 4 outcome ('done', 'retry' or 'dead'), 5 delay in ms, 6 code,
--       7 journal entry ('' for none), 8 how many entries are kept, 9 for how many seconds
-- Returns 'more' or 'empty' for the lane; 'lost' if another process has it now.

if not holds(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
local head = redis.call('LINDEX', KEYS[1], 0)
if ARGV[4] == 'retry' then
  local token, sent, attempts, _, rest = parse_entry(head)
  redis.call('LSET', KEYS[1], 0, table.concat({ token, sent, attempts + 1, 0, rest }, ' '))
  -- No process holds the lane until then: a wake-up for a later reply does not start the head early.
  hold(KEYS[2], KEYS[3], ARGV[1], 'retry', now_ms() + ARGV[5])
  return 'more'
end
if ARGV[4] == 'dead' then
  bury(KEYS[4], ARGV[6], ARGV[1], head)
end
note_down(KEYS[5], ARGV[7], ARGV[8], ARGV[9])
return shift_lane(KEYS[1], KEYS[2], KEYS[3], ARGV[1])
