-- Marks a money call right before it is sent, with a note for its reconciliation, and extends its lease by the
-- longest time that it may take. After lane.lua.
-- KEYS: 1 lane, 2 leases, 3 due of its kind, 4 lane of unsettled calls, 5 whether money calls are paused
-- ARGV: 1 lane's name, 2 fence, 3 token, 4 lease in ms, 5 note (JSON)
-- Returns 'sent'; 'lost' if another process has the lane, 'unsettled' if an earlier call is, or 'paused'.

if not holds(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
if redis.call('EXISTS', KEYS[4]) == 1 then
  return 'unsettled'
end
if redis.call('EXISTS', KEYS[5]) == 1 then
  return 'paused'
end
local token, sent, attempts, claims, rest = parse_entry(redis.call('LINDEX', KEYS[1], 0))
if sent == '0' then
  rest = '{"note":' .. ARGV[5] .. ',' .. string.sub(rest, 2)
  redis.call('LSET', KEYS[1], 0, table.concat({ token, 1, attempts, claims, rest }, ' '))
end
hold(KEYS[2], KEYS[3], ARGV[1], ARGV[2], now_ms() + ARGV[4])
return 'sent'
