-- Records a delivery report of a reply. If the reply is the head of its lane and was tried, its outcome was
-- unknown until now: it is settled. After typed-read.lua and lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 dead letters, 5 journal
-- ARGV: 1 lane's name, 2 token, 3 '1' if the reply has failed, 4 code, 5 journal line ('' for none),
--       6 how many entries are kept, 7 for how many seconds
-- Returns 'more' or 'empty' for the lane; 'noted' if it did not wait for this.

local entries, leases, due, dead, journal = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local lane, token, has_failed, code = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4]
local line, kept, seconds = ARGV[5], ARGV[6], ARGV[7]

local found = read_lane(entries, leases, lane)
if wrong_type then
  return wrong_type_error()
end
-- Without a journal the member was forgotten, or the reply is older than the journal: a report must not begin one.
if redis.call('EXISTS', journal) == 1 then
  note_down(journal, line, kept, seconds)
end
if found.token ~= token or found.attempts + found.claims == 0 then
  return 'noted'
end
if has_failed then
  bury(dead, code, lane, with_tries(found))
end
return shift_lane(entries, leases, due, lane)
