-- Prelude: reads that find a key of another type before anything is written. Returns nothing.
-- KEYS and ARGV are the script's own; each function documents its parameters and results.

-- The last byte of a state's stamp, which is in its beginning: one less than STAMP_BYTES in state-json.ts.
local STAMP_END = 255

-- The first key that a read found to hold another type.
local wrong_type

-- Calls a command that only reads. Returns its reply; false if the key holds another type.
local function read(command, key, ...)
  local reply = redis.pcall(command, key, ...)
  if type(reply) ~= 'table' or not reply.err then
    return reply
  end
  if not string.find(reply.err, 'WRONGTYPE', 1, true) then
    -- Fails again, with Redis's own error.
    return redis.call(command, key, ...)
  end
  wrong_type = wrong_type or key
  return false
end

-- The keys that `check` has found to hold the type they should.
local checked = {}

-- Reads a key whose type matters and whose content does not, once in a run.
local function check(command, key)
  if not checked[key] then
    checked[key] = read(command, key) ~= false
  end
end

-- The error that names the key.
local function wrong_type_error()
  return redis.error_reply('WRONGTYPE ' .. wrong_type .. ' holds another type')
end
