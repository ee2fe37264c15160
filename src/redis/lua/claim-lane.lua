-- Claims a lane's head under a lease, and counts the claim. After typed-read.lua and lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 dead letters
-- ARGV: 1 lane's name, 2 fence, 3 lease in ms
-- Returns {the head's entry, its attempts, its claims, its failures}; nothing if there is none, its retry is not
--         due, or another process holds the lane.

local entries, leases, due, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local lane, fence, lease_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

local now = now_ms()
local found = read_lane(entries, leases, lane)
if wrong_type then
  return wrong_type_error()
end
if is_held(found, fence, now) then
  return false
end
while found.head and not found.token do
  -- It has no token, so no process could settle it.
  bury(dead, 'unreadable', lane, found.head)
  redis.call('LPOP', entries)
  found = read_lane(entries, leases, lane)
end
if not found.head then
  release(leases, lane)
  redis.call('ZREM', due, lane)
  return false
end
local claims = found.claims + 1
hold(leases, due, lane, fence, now + lease_ms, found.token, found.attempts, claims, found.failures)
return { found.head, found.attempts, claims, found.failures }
