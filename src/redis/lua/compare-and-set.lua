-- Writes a state and its metadata unless another write came in between. After compare-version.lua.
-- KEYS: 1 state, 2 stage, 3 option, 4 direction
-- ARGV: 1 version that was read (0: none), 2 session id that was read ('': any), 3 nonce of this commit,
--       4 new state (JSON), 5 TTL in seconds, 6 to 8 for stage, option and direction:
--       'keep', 'delete', or '=' and the new text
-- Returns {'committed'}, also if this commit was made before; {'conflict', version found, 0 for none};
--         or {'corrupt', number of the key}. Only 'committed' has changed anything.

for number, key in ipairs(KEYS) do
  if not is_writable(key, 'string') then
    return { 'corrupt', number }
  end
end

local verdict, found = compare(KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3])
if verdict == 'ours' then
  return { 'committed' }
elseif verdict == 'corrupt' then
  return { 'corrupt', 1 }
elseif verdict == 'conflict' then
  return { 'conflict', found }
end

local ttl = ARGV[5]
redis.call('SET', KEYS[1], ARGV[4], 'EX', ttl)
for number = 2, 4 do
  local metadata = ARGV[number + 4]
  if metadata == 'keep' then
    redis.call('EXPIRE', KEYS[number], ttl)
  elseif metadata == 'delete' then
    redis.call('DEL', KEYS[number])
  else
    redis.call('SET', KEYS[number], string.sub(metadata, 2), 'EX', ttl)
  end
end
return { 'committed' }
