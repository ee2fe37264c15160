-- Marks a money call right before it is sent, with a note for its reconciliation, and extends its lease by the
-- longest time that it may take. After typed-read.lua and lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 lane of unsettled calls, 5 whether money calls are paused
-- ARGV: 1 lane's name, 2 fence, 3 token, 4 lease in ms, 5 note (JSON)
-- Returns 'sent'; 'lost' if another process has the lane, 'unsettled' if an earlier call is, or 'paused'.

local entries, leases, due, unsettled, paused = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local lane, fence, token, lease_ms, note = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]

local found = read_lane(entries, leases, lane)
if wrong_type then
  return wrong_type_error()
end
if not holds(found, fence, token) then
  return 'lost'
end
if redis.call('EXISTS', unsettled) == 1 then
  return 'unsettled'
end
if redis.call('EXISTS', paused) == 1 then
  return 'paused'
end
if found.sent == '0' then
  local rest = '{"note":' .. note .. ',' .. string.sub(rest_of(found), 2)
  local entry = table.concat({ found.token, 1, found.attempts, found.claims, rest }, ' ')
  redis.call('LSET', entries, 0, entry)
end
hold(leases, due, lane, fence, now_ms() + lease_ms, token, found.attempts, found.claims, found.failures)
return 'sent'
