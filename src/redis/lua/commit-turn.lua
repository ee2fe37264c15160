-- Writes a whole turn, or nothing. After compare-version.lua and lane.lua.
-- KEYS: 1 state, 2 stage, 3 option, 4 direction, 5 replies, 6 calls, 7 due timers, 8 leases, 9 seen marks,
--       10 hours with seen marks, 11 parked events, 12 lane of the settled call, 13 unsettled, 14 journal,
--       15 contact, 16 key for a corrupt state, 17 to 19 due replies, calls and unsettled
-- ARGV: 1 version that was loaded (0: none, -1: corrupt), 2 its session id; for a corrupt one the SHA-1
--       of its text ('' if it is not a string), 3 nonce, 4 new state (JSON, '' leaves it unchanged),
--       5 TTL in seconds, 6 stage, 7 option ('' keeps the previous one), 8 direction,
--       9 seen mark ('' for none), 10 its hour, 11 what is settled ('', 'timer' or the call's lane),
--       12 its token, 13 the call's fence, 14 in how many ms it is reconciled if it becomes unsettled now
--       ('' if it does not), 15 conversation id, 16 event to park (JSON, '' for none),
--       17 maximum number of parked events, 18 journal entry, 19 how many are kept, 20 for how many seconds,
--       21 'on' or 'off' if the member has decided about notifications, else '', 22 when, in ms,
--       from 23 on the effects in threes: kind, token, entry or delay in ms
-- Returns 'committed', also if this commit was made before; 'conflict'; 'duplicate' (the message was seen);
--         'lost' (another process has the call now); or 'wrong type: <key>'. Only 'committed' has changed anything.

local wanted = {
  'string', 'string', 'string', 'string', 'list', 'list', 'zset', 'hash', 'set', 'set', 'list', 'list', 'list', 'stream',
  'hash', 'any', 'zset', 'zset', 'zset',
}
for number = 2, #wanted do
  if wanted[number] ~= 'any' and not is_writable(KEYS[number], wanted[number]) then
    return 'wrong type: ' .. KEYS[number]
  end
end

local is_string = is_writable(KEYS[1], 'string')
local expected = tonumber(ARGV[1])
local verdict = 'corrupt'
if is_string then
  verdict = compare(KEYS[1], expected, ARGV[2], ARGV[3])
end
if verdict == 'ours' then
  return 'committed'
end

if ARGV[9] ~= '' and redis.call('SISMEMBER', KEYS[9], ARGV[9]) == 1 then
  return 'duplicate'
end
local is_call = ARGV[11] ~= '' and ARGV[11] ~= 'timer'
local lane = ARGV[11] .. ' ' .. ARGV[15]
local due_timers, due_replies, due_calls, due_unsettled = KEYS[7], KEYS[17], KEYS[18], KEYS[19]
if is_call and not holds(KEYS[12], KEYS[8], lane, ARGV[13], ARGV[12]) then
  return 'lost'
end
if expected == -1 then
  local text = is_string and redis.call('GET', KEYS[1])
  if (text and redis.sha1hex(text) or '') ~= ARGV[2] or redis.call('EXISTS', KEYS[1]) == 0 then
    return 'conflict'
  end
elseif verdict ~= 'same' then
  return 'conflict'
end

local ttl, now = ARGV[5], now_ms()
if expected == -1 then
  redis.call('RENAME', KEYS[1], KEYS[16])
  redis.call('EXPIRE', KEYS[16], 604800)
end
if ARGV[4] ~= '' then
  redis.call('SET', KEYS[1], ARGV[4], 'EX', ttl)
  redis.call('SET', KEYS[2], ARGV[6], 'EX', ttl)
  redis.call('SET', KEYS[4], ARGV[8], 'EX', ttl)
  if ARGV[7] == '' then
    redis.call('EXPIRE', KEYS[3], ttl)
  else
    redis.call('SET', KEYS[3], ARGV[7], 'EX', ttl)
  end
end
if ARGV[9] ~= '' then
  redis.call('SADD', KEYS[9], ARGV[9])
  if tonumber(ARGV[10]) * 3600000 > now + 172800000 then
    -- The sweep would remove it only years from now. Meta stops delivering a message again after seven days.
    redis.call('EXPIRE', KEYS[9], 691200)
  else
    redis.call('SADD', KEYS[10], ARGV[10])
  end
end
if ARGV[11] == 'timer' then
  redis.call('ZREM', due_timers, 'timer ' .. ARGV[15] .. ' ' .. ARGV[12])
elseif is_call then
  local token, sent, _, _, rest = parse_entry(redis.call('LINDEX', KEYS[12], 0))
  shift_lane(KEYS[12], KEYS[8], ARGV[11] == 'unsettled' and due_unsettled or due_calls, lane)
  if ARGV[14] ~= '' then
    redis.call('RPUSH', KEYS[13], table.concat({ token, sent, 0, 0, rest }, ' '))
    hold(KEYS[8], due_unsettled, 'unsettled ' .. ARGV[15], 'retry', now + ARGV[14])
  end
end
if ARGV[16] ~= '' then
  redis.call('RPUSH', KEYS[11], ARGV[16])
  redis.call('LTRIM', KEYS[11], -ARGV[17], -1)
end
-- Processes that handle messages of one member at once agree by the messages' own times.
local decided_at = tonumber(redis.call('HGET', KEYS[15], 'notices_at') or 0) or 0
if ARGV[21] ~= '' and tonumber(ARGV[22]) >= decided_at then
  redis.call('HSET', KEYS[15], 'notices', ARGV[21], 'notices_at', ARGV[22])
end
note_down(KEYS[14], ARGV[18], ARGV[19], ARGV[20])

for at = 23, #ARGV, 3 do
  local kind, token, what = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'timer' then
    redis.call('ZADD', due_timers, now + what, 'timer ' .. ARGV[15] .. ' ' .. token)
  elseif kind == 'cancel' then
    redis.call('ZREM', due_timers, 'timer ' .. ARGV[15] .. ' ' .. token)
  elseif kind == 'reply' then
    redis.call('RPUSH', KEYS[5], what)
    -- NX: a head that awaits its retry, or is in progress, does not become due earlier.
    redis.call('ZADD', due_replies, 'NX', now, 'replies ' .. ARGV[15])
  else
    redis.call('RPUSH', KEYS[6], what)
    redis.call('ZADD', due_calls, 'NX', now, 'calls ' .. ARGV[15])
  end
end
return 'committed'
