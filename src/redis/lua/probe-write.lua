-- Writes as a commit would, without changing anything: XX updates only existing members, and this one never exists.
-- KEYS: 1 due, 2 leases (in another slot of a cluster)
-- ARGV: none
-- Returns 'ok', or the first command that this connection's user may not use, or not on our keys.

local due, leases = KEYS[1], KEYS[2]

redis.call('ZADD', due, 'XX', 0, 'probe')
if not redis.acl_check_cmd then
  -- Before Redis 7.
  return 'ok'
end
local needed = {
  { 'get', 'user:probe' },
  { 'set', 'user:probe_stage', '', 'ex', '1' },
  { 'expire', 'user:probe_option', '1' },
  { 'rpush', 'replies:probe', '' },
  { 'lset', 'calls:probe', '0', '' },
  { 'lpop', 'unsettled:probe' },
  { 'hset', leases, 'probe', '' },
  { 'zrem', due, 'probe' },
  { 'sadd', 'seen:0:0', '0' },
  { 'llen', 'lines:probe' },
  { 'hset', 'contact:probe', 'locale', '' },
  { 'set', 'alias:phone:probe', '' },
}
for _, command in ipairs(needed) do
  if not redis.acl_check_cmd(unpack(command)) then
    return command[1]
  end
end
return 'ok'
