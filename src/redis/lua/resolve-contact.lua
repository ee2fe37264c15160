-- Finds the contact of a member's keys, or creates one: in one script, so that two processes never create two.
-- After resolve-alias.lua.
-- A contact that loses a number, is merged, or has another identity key than before also loses its open
-- session. Idempotent.
-- KEYS: 1 prefix of contact keys, for their partition; contacts and aliases are found here, and on a single Redis the
--       states
-- ARGV: 1 phone number, 2 phone number that is given up, 3 user id, 4 user id that it replaces ('' for none,
--       each), 5 id for a new contact, 6 its locale, 7 to 10 prefixes of contact, phone alias, user alias and
--       state keys (the last is '' on a cluster, where states are in other partitions), 11 when the member wrote, in ms ('' if this is not a message), 12 the field for it, 13 how many
--       ms later than the stored time it must be to be stored,
--       14 hash of the member's identity key ('' if it is not known), 15 when it was reported as changed, in ms,
--       from 16 on in twos for each business number: what follows the contact id in the key of the state, and the
--       field that stores when the member wrote
-- Returns {contact id, locale, 'off' if no notifications are wanted, else '', when the member decided so in ms or '',
--         on a cluster the contacts whose sessions are to be ended before anything is done for this one, else ''}.

local phone, former, user, previous, new_id, new_locale, contact, phone_alias, user_alias, state_prefix, heard_at,
  heard_field, heard_every_ms, key_hash, key_changed_at = unpack(ARGV, 1, 15)
local state_ends, heard_fields = {}, {}
for at = 16, #ARGV, 2 do
  state_ends[#state_ends + 1] = ARGV[at]
  heard_fields[#heard_fields + 1] = ARGV[at + 1]
end

local function find(prefix, key)
  return key ~= '' and follow(prefix .. key, contact) or nil
end

-- Stores when a member wrote: to the minute, so that not every message causes a write.
local function note_heard(id, field, at)
  local known = tonumber(redis.call('HGET', contact .. id, field))
  if at and (not known or at >= known + heard_every_ms) then
    redis.call('HSET', contact .. id, field, string.format('%.0f', at))
  end
end

-- A member's decision about notifications, and when in ms: 0 if that was never recorded.
local function decision(id)
  local notices, at = unpack(redis.call('HMGET', contact .. id, 'notices', 'notices_at'))
  return notices, tonumber(at or 0) or 0
end

-- Copies the consent of one contact to another.
local function carry_over(from, to)
  local notices, at = decision(from)
  local own, own_at = decision(to)
  -- The later decision counts; of two at the same time, the one without notifications.
  if notices and (not own or at > own_at or (at == own_at and notices == 'off')) then
    redis.call('HSET', contact .. to, 'notices', notices, 'notices_at', string.format('%.0f', at))
  end
  for _, field in ipairs(heard_fields) do
    note_heard(to, field, tonumber(redis.call('HGET', contact .. from, field)))
  end
end

-- Contacts whose sessions this script cannot end itself.
local ending = {}
local function add_ending(list)
  for id in string.gmatch(list or '', '%S+') do
    ending[id] = true
  end
end

-- Ends a contact's open sessions. Committed calls and replies have keys of their own, and stay. On a cluster the contact
-- that is returned has to end them, and those that this one had to end.
local function drop_session(id)
  if state_prefix == '' then
    add_ending(id)
    add_ending(redis.call('HGET', contact .. id, 'ending'))
    return
  end
  for _, state_end in ipairs(state_ends) do
    local state = state_prefix .. id .. state_end
    redis.call('DEL', state, state .. '_stage', state .. '_option', state .. '_direction')
  end
end

-- Stores the hash of a contact's identity key. The first one ends nothing: there is none to compare with.
local function note_key(id, hash, changed_at)
  local known, known_at = unpack(redis.call('HMGET', contact .. id, 'key', 'key_changed_at'))
  local is_other = hash ~= '' and hash ~= known
  local is_reported = changed_at and changed_at > (tonumber(known_at) or 0) and (hash == '' or is_other)
  if is_other then
    redis.call('HSET', contact .. id, 'key', hash)
  end
  if is_reported then
    redis.call('HSET', contact .. id, 'key_changed_at', string.format('%.0f', changed_at))
  end
  if is_reported or (is_other and known and not changed_at) then
    drop_session(id)
  end
end

if former == phone then
  former = ''
end
local by_user, by_previous = find(user_alias, user), find(user_alias, previous)
local by_phone, by_former = find(phone_alias, phone), find(phone_alias, former)

local id = by_previous or by_user
if not id and by_phone then
  -- Numbers are recycled: with a user id other than the known one, it now belongs to somebody else.
  local known = redis.call('HGET', contact .. by_phone, 'user')
  if user == '' or not known or known == user then
    id = by_phone
  end
end

if by_previous and by_user and by_previous ~= by_user then
  -- Neither has a tombstone, so tombstones can never form a circle.
  redis.call('HSET', contact .. by_user, 'moved_to', by_previous)
  carry_over(by_user, by_previous)
  drop_session(by_user)
  drop_session(by_previous)
end
if by_former then
  redis.call('DEL', phone_alias .. former)
  drop_session(by_former)
end
if not id then
  id = new_id
  -- A member who changes their number keeps their language and their consent.
  local locale = by_former and redis.call('HGET', contact .. by_former, 'locale')
  redis.call('HSET', contact .. id, 'locale', locale or new_locale)
  local notices, at = nil, 0
  if by_former then
    notices, at = decision(by_former)
  end
  if notices then
    redis.call('HSET', contact .. id, 'notices', notices, 'notices_at', string.format('%.0f', at))
  end
end

if user ~= '' and (not by_user or by_user ~= id) then
  redis.call('SET', user_alias .. user, id)
  redis.call('HSET', contact .. id, 'user', user)
end
if previous ~= '' and not by_previous then
  -- Messages from before the change may arrive after the report of it.
  redis.call('SET', user_alias .. previous, id)
  redis.call('HSETNX', contact .. id, 'user', previous)
end
if phone ~= '' and by_phone ~= id then
  redis.call('SET', phone_alias .. phone, id)
  if by_phone then
    -- Its pending replies are not for the number's new owner.
    drop_session(by_phone)
  end
end
if heard_at ~= '' then
  note_heard(id, heard_field, tonumber(heard_at))
end
note_key(id, key_hash, tonumber(key_changed_at))
local locale, notices, at, known_ending =
  unpack(redis.call('HMGET', contact .. id, 'locale', 'notices', 'notices_at', 'ending'))
add_ending(known_ending)
local ended = {}
for one in pairs(ending) do
  ended[#ended + 1] = one
end
table.sort(ended)
local ended_text = table.concat(ended, ' ')
if ended_text ~= (known_ending or '') then
  redis.call('HSET', contact .. id, 'ending', ended_text)
end
return { id, locale or new_locale, notices == 'off' and 'off' or '', at or '', ended_text }
