-- Prelude of scripts that compare the version of a JSON state before they write it. Returns nothing.
-- KEYS and ARGV are the script's own; each function documents its parameters and results.

-- Parses the first three fields of our states: version, session id ('' for none) and nonce. Returns them; nothing for
-- another text.
local function match_stamp(text)
  local version, next = string.match(text, '^{"_version":([1-9]%d*),()')
  if version then
    local session, after = string.match(text, '^"session_id":"([^"\\]*)",()', next)
    local nonce = string.match(text, '^"_nonce":"(%x+)"', after or next)
    if nonce then
      return tonumber(version), session or '', nonce
    end
  end
end

-- Parses a stored state, or the beginning of ours. Returns its version, session id ('' for none) and nonce; nothing if
-- it is corrupt.
local function read_stamp(text)
  local version, session, nonce = match_stamp(text)
  if version then
    return version, session, nonce
  end
  local parsed, state = pcall(cjson.decode, text)
  if not parsed or type(state) ~= 'table' or type(state._last_updated) ~= 'string' then
    return nil
  end
  local found = state._version
  session = state.session_id or ''
  if type(found) ~= 'number' or found < 1 or found % 1 ~= 0 or type(session) ~= 'string' then
    return nil
  end
  return found, session, state._nonce
end

-- Compares a stored text (false for none) with the version (0: nothing) and session id ('': any) that were read.
-- Returns 'same'; 'ours' if it was written with this nonce; 'corrupt'; or 'conflict' with the
-- version that was found.
local function compare(text, expected_version, expected_session, nonce)
  if not text then
    if expected_version == 0 then
      return 'same'
    end
    return 'conflict', 0
  end
  local version, session, found_nonce = read_stamp(text)
  if not version then
    return 'corrupt'
  end
  if found_nonce == nonce then
    return 'ours'
  end
  local is_same_session = session == '' or expected_session == '' or session == expected_session
  if version == expected_version and is_same_session then
    return 'same'
  end
  return 'conflict', version
end

-- Changes a key of the metadata: 'keep' and 'delete', or '=' and the new text. It expires with the state.
local function change_metadata(key, change, ttl)
  if change == 'keep' then
    redis.call('EXPIRE', key, ttl)
  elseif change == 'delete' then
    redis.call('DEL', key)
  else
    redis.call('SET', key, string.sub(change, 2), 'EX', ttl)
  end
end
