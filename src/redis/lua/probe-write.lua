-- Writes as a commit would, without changing anything: XX updates only existing members, and this one never exists.
-- KEYS: 1 due, 2 leases
-- ARGV: 1 the hash tag of the partition, '' on a single Redis
-- Returns 'ok', or the first command that this connection's user may not use, or not on our keys.

local due, leases = KEYS[1], KEYS[2]
local tag = ARGV[1]

redis.call('ZADD', due, 'XX', 0, 'probe')
if not redis.acl_check_cmd then
  -- Before Redis 7.
  return 'ok'
end
local needed = {
  { 'get', tag .. 'user:probe' },
  { 'getrange', tag .. 'user:probe', '0', '0' },
  { 'set', tag .. 'user:probe_stage', '', 'ex', '1' },
  { 'expire', tag .. 'user:probe_option', '1' },
  { 'rpush', tag .. 'replies:probe', '' },
  { 'lset', tag .. 'calls:probe', '0', '' },
  { 'lpop', tag .. 'unsettled:probe' },
  { 'hset', leases, 'probe', '' },
  { 'zrem', due, 'probe' },
  { 'sadd', tag .. 'seen:0:0', '0' },
  { 'llen', tag .. 'lines:probe' },
  { 'hset', tag .. 'contact:probe', 'locale', '' },
  { 'set', tag .. 'alias:phone:probe', '' },
}
for _, command in ipairs(needed) do
  if not redis.acl_check_cmd(unpack(command)) then
    return command[1]
  end
end
return 'ok'
