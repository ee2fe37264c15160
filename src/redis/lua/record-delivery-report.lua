-- Takes note of what the channel reports of a reply. If it is the head of its lane and was tried, nobody knew
-- until now whether it had been sent: that is settled. After lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 dead letters, 5 journal
-- ARGV: 1 lane's name, 2 token, 3 '1' if the reply has failed, 4 code, 5 journal line ('' for none),
--       6 how many lines are kept, 7 for how many seconds
-- Returns 'more' or 'empty', of what the lane still holds; 'noted' if it did not wait for this.

note_down(KEYS[5], ARGV[5], ARGV[6], ARGV[7])
local head = redis.call('LINDEX', KEYS[1], 0)
local token, _, attempts, claims = parse_entry(head)
if token ~= ARGV[2] or attempts + claims == 0 then
  return 'noted'
end
if ARGV[3] == '1' then
  bury(KEYS[4], ARGV[4], ARGV[1], head)
end
return shift_lane(KEYS[1], KEYS[2], KEYS[3], ARGV[1])
