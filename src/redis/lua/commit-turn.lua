-- Writes a whole turn, or nothing. After compare-version.lua, typed-read.lua, lane.lua and counts.lua.
-- KEYS: 1 state, 2 to 4 its stage, option and direction, 5 lane of the replies, 6 of the calls, 7 of the settled call,
--       8 of the unsettled calls, 9 to 12 due timers, replies, calls and unsettled calls, 13 leases, 14 seen marks,
--       15 hours with seen marks, 16 parked events, 17 journal, 18 contact, 19 key for a corrupt state,
--       20 counts of the day
-- ARGV: 1 conversation id, 2 version that was loaded (0: none, -1: corrupt), 3 its session id; for a corrupt one the
--       SHA-1 of its text ('' if it is not a string), 4 nonce, 5 new state (JSON, '' leaves it unchanged),
--       6 TTL in seconds, 7 stage, 8 for the option 'keep', 'delete', or '=' and the new text, 9 direction, 10 for how many seconds a corrupt
--       state is kept,
--       11 seen mark ('' for none), 12 its hour, 13 until when in ms the mark would be swept too late, 14 its TTL in seconds then,
--       15 what is settled ('', 'timer' or the call's lane), 16 its token, 17 the call's fence, 18 in how many ms it is
--       reconciled if it becomes unsettled now ('' if it does not),
--       19 event to park (JSON, '' for none), 20 maximum number of parked events,
--       21 journal entry, 22 how many are kept, 23 for how many seconds,
--       24 'on' or 'off' if the member has decided about notifications, else '', 25 when, in ms,
--       26 fence for the lanes that receive effects ('' for none), 27 lease in ms for the replies, 28 for the calls
--       ('' for none, each),
--       29 counts, a line each: how often, a space, the field; 30 how many fields a day has, 31 for how many seconds,
--       from 32 on the effects in threes: kind, token, entry or delay in ms
-- Returns 'committed', also if this commit was made before; 'claimed' if the fence now also holds the lanes, which were
--         empty and free, each with its first effect claimed once; 'conflict'; 'duplicate' (the message was seen);
--         'lost' (another process has the call now); or 'wrong type: <key>'. Only the first two have changed anything.

local state, stage, option, direction, replies, calls, settled_lane, unsettled, due_timers, due_replies, due_calls,
  due_unsettled, leases, marks, hours, parked, journal, contact, corrupt, numbers = unpack(KEYS)
local conversation, version, expected_session, nonce, new_state, ttl, new_stage, new_option, new_direction,
  corrupt_seconds, mark, hour, far_until, far_seconds, settled, settled_token, settled_fence, reconcile_ms, event,
  parked_kept, line, lines_kept, line_seconds, notices, notices_at, claim_fence, replies_lease_ms, calls_lease_ms,
  counts, fields_kept, numbers_seconds = unpack(ARGV, 1, 31)
local FIRST_EFFECT = 32

local expected_version, now = tonumber(version), now_ms()
local is_call = settled ~= '' and settled ~= 'timer'
local settled_name = settled .. ' ' .. conversation
local replies_name, calls_name = 'replies ' .. conversation, 'calls ' .. conversation
local function timer_name(token)
  return 'timer ' .. conversation .. ' ' .. token
end

-- Every key that is written below is read first, unless its type does not matter.

-- The beginning of a state of ours is enough to compare it: Lua hashes each string whole.
local text = read('GETRANGE', state, 0, STAMP_END)
if text and (expected_version == -1 or not match_stamp(text)) then
  text = read('GET', state)
end
-- A state of another type is a corrupt one.
local is_string = not wrong_type
wrong_type = nil

local is_seen = mark ~= '' and read('SISMEMBER', marks, mark) == 1
local is_hour_known = mark ~= '' and read('SISMEMBER', hours, hour) == 1
local call = is_call and read_lane(settled_lane, leases, settled_name)
if is_call then
  read('ZCARD', settled == 'unsettled' and due_unsettled or due_calls)
end
if reconcile_ms ~= '' then
  read('LLEN', unsettled)
  read('ZCARD', due_unsettled)
end
-- A lane that may be claimed is read below.
local function check_lane(entries, due, lease_ms)
  if lease_ms == '' then
    check('LLEN', entries)
  end
  check('ZCARD', due)
end
for at = FIRST_EFFECT, #ARGV, 3 do
  local kind = ARGV[at]
  if kind == 'reply' then
    check_lane(replies, due_replies, replies_lease_ms)
  elseif kind == 'call' then
    check_lane(calls, due_calls, calls_lease_ms)
  else
    check('ZCARD', due_timers)
  end
end
if settled == 'timer' then
  read('ZCARD', due_timers)
end
if event ~= '' then
  read('LLEN', parked)
end
-- Processes that handle messages of one member at once agree by the messages' own times.
local decided_at = notices ~= '' and tonumber(read('HGET', contact, 'notices_at') or 0) or 0
if line ~= '' then
  read('LLEN', journal)
end
local fields = counts ~= '' and read('HLEN', numbers) or 0

-- Whether a lane is claimed: it will be empty and free. And whether this commit has claimed it before.
local function look_at(entries, name, lease_ms)
  if lease_ms == '' then
    return true, false
  end
  if is_call and entries == settled_lane then
    return read('LLEN', entries) == 1, false
  end
  local found = read_lane(entries, leases, name)
  return not found.head and not is_held(found, claim_fence, now), found.fence == claim_fence
end
local is_claimed, was_claimed = false, false
if claim_fence ~= '' then
  local has_replies, had_replies = look_at(replies, replies_name, replies_lease_ms)
  local has_calls, had_calls = look_at(calls, calls_name, calls_lease_ms)
  is_claimed, was_claimed = has_replies and has_calls, had_replies or had_calls
end

if wrong_type then
  return 'wrong type: ' .. wrong_type
end
if was_claimed then
  return 'claimed'
end
local comparison = 'corrupt'
if is_string then
  comparison = compare(text, expected_version, expected_session, nonce)
end
if comparison == 'ours' then
  return 'committed'
end
if is_seen then
  return 'duplicate'
end
if is_call and not holds(call, settled_fence, settled_token) then
  return 'lost'
end
if expected_version == -1 then
  if (text and redis.sha1hex(text) or '') ~= expected_session or redis.call('EXISTS', state) == 0 then
    return 'conflict'
  end
elseif comparison ~= 'same' then
  return 'conflict'
end

if expected_version == -1 then
  redis.call('RENAME', state, corrupt)
  redis.call('EXPIRE', corrupt, corrupt_seconds)
end
if new_state ~= '' then
  redis.call('SET', state, new_state, 'EX', ttl)
  redis.call('SET', stage, new_stage, 'EX', ttl)
  redis.call('SET', direction, new_direction, 'EX', ttl)
  change_metadata(option, new_option, ttl)
end
if mark ~= '' then
  redis.call('SADD', marks, mark)
  if tonumber(far_until) > now then
    -- A message of the far future: the sweep might remove its mark only years from now.
    redis.call('EXPIRE', marks, far_seconds)
  elseif not is_hour_known then
    redis.call('SADD', hours, hour)
  end
end
if settled == 'timer' then
  redis.call('ZREM', due_timers, timer_name(settled_token))
elseif is_call then
  shift_lane(settled_lane, leases, settled == 'unsettled' and due_unsettled or due_calls, settled_name)
  if reconcile_ms ~= '' then
    redis.call('RPUSH', unsettled, table.concat({ call.token, call.sent, 0, 0, rest_of(call) }, ' '))
    hold(leases, due_unsettled, 'unsettled ' .. conversation, 'retry', now + reconcile_ms, call.token, 0, 0, '')
  end
end
if event ~= '' then
  redis.call('RPUSH', parked, event)
  redis.call('LTRIM', parked, -parked_kept, -1)
end
if notices ~= '' and tonumber(notices_at) >= decided_at then
  redis.call('HSET', contact, 'notices', notices, 'notices_at', notices_at)
end
note_down(journal, line, lines_kept, line_seconds, true)
add_counts(numbers, fields, counts, tonumber(fields_kept), numbers_seconds)

-- Appends an effect to its lane. The lane becomes due, or is held if this claims it.
local is_first = { reply = true, call = true }
local function append(kind, entries, due, name, token, entry, lease_ms)
  redis.call('RPUSH', entries, entry)
  if is_claimed and is_first[kind] then
    hold(leases, due, name, claim_fence, now + lease_ms, token, 0, 1, '')
  elseif not is_claimed then
    -- NX: a head that awaits its retry, or is in progress, does not become due earlier.
    redis.call('ZADD', due, 'NX', now, name)
  end
  is_first[kind] = false
end
for at = FIRST_EFFECT, #ARGV, 3 do
  local kind, token, what = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'timer' then
    redis.call('ZADD', due_timers, now + what, timer_name(token))
  elseif kind == 'cancel' then
    redis.call('ZREM', due_timers, timer_name(token))
  elseif kind == 'reply' then
    append(kind, replies, due_replies, replies_name, token, what, replies_lease_ms)
  else
    append(kind, calls, due_calls, calls_name, token, what, calls_lease_ms)
  end
end
return is_claimed and 'claimed' or 'committed'
