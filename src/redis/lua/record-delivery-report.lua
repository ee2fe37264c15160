-- Records a delivery report of a reply. If the reply is the head of its lane and was tried, its outcome was
-- unknown until now: it is settled. After lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 dead letters, 5 journal
-- ARGV: 1 lane's name, 2 token, 3 '1' if the reply has failed, 4 code, 5 journal line ('' for none),
--       6 how many entries are kept, 7 for how many seconds
-- Returns 'more' or 'empty' for the lane; 'noted' if it did not wait for this.

-- Without a journal the member was forgotten, or the reply is older than the journal: a report must not begin one.
if redis.call('EXISTS', KEYS[5]) == 1 then
  note_down(KEYS[5], ARGV[5], ARGV[6], ARGV[7])
end
local head = redis.call('LINDEX', KEYS[1], 0)
local token, _, attempts, claims = parse_entry(head)
if token ~= ARGV[2] or attempts + claims == 0 then
  return 'noted'
end
if ARGV[3] == '1' then
  bury(KEYS[4], ARGV[4], ARGV[1], head)
end
return shift_lane(KEYS[1], KEYS[2], KEYS[3], ARGV[1])
