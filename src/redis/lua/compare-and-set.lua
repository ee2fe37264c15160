-- Writes a state and its metadata unless another write came in between. After compare-version.lua.
-- KEYS: 1 state, 2 stage, 3 option, 4 direction
-- ARGV: 1 version that was read (0: none), 2 session id that was read ('': any), 3 nonce of this commit,
--       4 new state (JSON), 5 TTL in seconds, 6 to 8 for stage, option and direction:
--       'keep', 'delete', or '=' and the new text
-- Returns {'committed'}, also if this commit was made before; {'conflict', version found, 0 for none};
--         or {'corrupt', number of the key}. Only 'committed' has changed anything.

local state, stage, option, direction = unpack(KEYS)
local version, session, nonce, text, ttl, new_stage, new_option, new_direction = unpack(ARGV)

for number, key in ipairs(KEYS) do
  local found = redis.call('TYPE', key).ok
  if found ~= 'string' and found ~= 'none' then
    return { 'corrupt', number }
  end
end

local comparison, found = compare(redis.call('GET', state), tonumber(version), session, nonce)
if comparison == 'ours' then
  return { 'committed' }
elseif comparison == 'corrupt' then
  return { 'corrupt', 1 }
elseif comparison == 'conflict' then
  return { 'conflict', found }
end

redis.call('SET', state, text, 'EX', ttl)
change_metadata(stage, new_stage, ttl)
change_metadata(option, new_option, ttl)
change_metadata(direction, new_direction, ttl)
return { 'committed' }
