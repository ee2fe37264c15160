-- Writes all of a turn, or nothing of it. After version.lua and lane.lua.
-- KEYS: 1 state, 2 stage, 3 option, 4 direction, 5 replies, 6 calls, 7 due, 8 leases, 9 seen marks,
--       10 hours with seen marks, 11 parked events, 12 where a corrupt state is put aside
-- ARGV: 1 version that was loaded (0: none, -1: corrupt), 2 its session id; of a corrupt one the SHA-1
--       of its text ('' if it is not even a string), 3 nonce, 4 new state (JSON, '' leaves it as it is),
--       5 TTL in seconds, 6 stage, 7 option ('' keeps the one before), 8 direction,
--       9 seen mark ('' for none), 10 its hour, 11 what is settled ('', 'timer' or 'call'), 12 its token,
--       13 the call's fence, 14 conversation id, 15 event to park (JSON, '' for none),
--       16 how many lie parked at most, from 17 on the effects in threes: kind, token, entry or delay in ms
-- Returns 'committed', also when it has been before; 'conflict'; 'duplicate' (the message was seen);
--         'lost' (the call is another's now); or 'wrong type: <key>'. Only 'committed' has changed anything.

local wanted = { [5] = 'list', [6] = 'list', [7] = 'zset', [8] = 'hash', [9] = 'set', [10] = 'set', [11] = 'list' }
for number = 2, 11 do
  if not is_writable(KEYS[number], wanted[number] or 'string') then
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
local calls_lane = 'calls ' .. ARGV[14]
if ARGV[11] == 'call' then
  local token = parse_entry(redis.call('LINDEX', KEYS[6], 0))
  if token ~= ARGV[12] or holder(KEYS[8], calls_lane) ~= ARGV[13] then
    return 'lost'
  end
end
if expected == -1 then
  local text = is_string and redis.call('GET', KEYS[1])
  if (text and redis.sha1hex(text) or '') ~= ARGV[2] or redis.call('EXISTS', KEYS[1]) == 0 then
    return 'conflict'
  end
elseif verdict ~= 'same' then
  return 'conflict'
end

local ttl = ARGV[5]
if expected == -1 then
  redis.call('RENAME', KEYS[1], KEYS[12])
  redis.call('EXPIRE', KEYS[12], 604800)
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
  redis.call('SADD', KEYS[10], ARGV[10])
end
if ARGV[11] == 'timer' then
  redis.call('ZREM', KEYS[7], 'timer ' .. ARGV[14] .. ' ' .. ARGV[12])
elseif ARGV[11] == 'call' then
  shift_lane(KEYS[6], KEYS[8], KEYS[7], calls_lane)
end
if ARGV[15] ~= '' then
  redis.call('RPUSH', KEYS[11], ARGV[15])
  redis.call('LTRIM', KEYS[11], -ARGV[16], -1)
end

local now = now_ms()
for at = 17, #ARGV, 3 do
  local kind, token, what = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'timer' then
    redis.call('ZADD', KEYS[7], now + what, 'timer ' .. ARGV[14] .. ' ' .. token)
  elseif kind == 'cancel' then
    redis.call('ZREM', KEYS[7], 'timer ' .. ARGV[14] .. ' ' .. token)
  else
    redis.call('RPUSH', kind == 'reply' and KEYS[5] or KEYS[6], what)
    -- NX: a head that waits for its retry, or is being worked on, is not looked at earlier.
    redis.call('ZADD', KEYS[7], 'NX', now, (kind == 'reply' and 'replies ' or 'calls ') .. ARGV[14])
  end
end
return 'committed'
