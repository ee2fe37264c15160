-- Claims a lane's head under a lease, and counts the claim. After lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 dead letters
-- ARGV: 1 lane's name, 2 fence, 3 lease in ms
-- Returns the head's entry; nothing if there is none, its retry is not due, or another process holds the lane.

local now = now_ms()
local fence, till = holder(KEYS[2], ARGV[1])
if fence and fence ~= ARGV[2] and till > now then
  return false
end
local head = redis.call('LINDEX', KEYS[1], 0)
while head and not parse_entry(head) do
  -- It has no token, so no process could settle it.
  bury(KEYS[4], 'unreadable', ARGV[1], head)
  redis.call('LPOP', KEYS[1])
  head = redis.call('LINDEX', KEYS[1], 0)
end
if not head then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[3], ARGV[1])
  return false
end
local token, sent, attempts, claims, rest = parse_entry(head)
head = table.concat({ token, sent, attempts, claims + 1, rest }, ' ')
redis.call('LSET', KEYS[1], 0, head)
hold(KEYS[2], KEYS[3], ARGV[1], ARGV[2], now + ARGV[3])
return head
