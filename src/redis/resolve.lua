-- Finds the contact of a member's keys, or makes one: one script, so that two processes never make two.
-- Who loses a number, and who is merged, loses the open session as well. A repeat changes nothing.
-- KEYS: none in advance; contacts, aliases and states are found here (on a cluster they share one partition)
-- ARGV: 1 phone number, 2 phone number that is given up, 3 user id, 4 user id that it replaces ('' for none,
--       each), 5 id for a new contact, 6 its locale, 7 to 10 prefixes of contact, phone alias, user alias and
--       state keys, from 11 on what follows a contact's id in the key of a state, for each business number
-- Returns {contact id, locale}.

local phone, former, user, previous, new_id = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local contact, phone_alias, user_alias = ARGV[7], ARGV[8], ARGV[9]

-- The contact that an alias leads to, past the tombstones of merged ones.
local function find(prefix, key)
  if key == '' then
    return nil
  end
  local id = redis.call('GET', prefix .. key)
  while id do
    local moved_to = redis.call('HGET', contact .. id, 'moved_to')
    if not moved_to then
      return id
    end
    id = moved_to
  end
end

-- Ends what a contact has open. Calls and replies that are committed have keys of their own, and stay.
local function drop_session(id)
  for at = 11, #ARGV do
    local state = ARGV[10] .. id .. ARGV[at]
    redis.call('DEL', state, state .. '_stage', state .. '_option', state .. '_direction')
  end
end

if former == phone then
  former = ''
end
local by_user, by_previous = find(user_alias, user), find(user_alias, previous)
local by_phone, by_former = find(phone_alias, phone), find(phone_alias, former)

local id = by_previous or by_user
if not id and by_phone then
  -- Numbers are recycled: with another user id than the one we know, it is somebody else now.
  local known = redis.call('HGET', contact .. by_phone, 'user')
  if user == '' or not known or known == user then
    id = by_phone
  end
end

if by_previous and by_user and by_previous ~= by_user then
  -- Neither has a tombstone, so that none can ever point in a circle.
  redis.call('HSET', contact .. by_user, 'moved_to', by_previous)
  drop_session(by_user)
  drop_session(by_previous)
end
if by_former then
  redis.call('DEL', phone_alias .. former)
  drop_session(by_former)
end
if not id then
  id = new_id
  redis.call('HSET', contact .. id, 'locale', ARGV[6])
end

if user ~= '' and (not by_user or by_user ~= id) then
  redis.call('SET', user_alias .. user, id)
  redis.call('HSET', contact .. id, 'user', user)
end
if previous ~= '' and not by_previous then
  -- Messages from before the change may come after the news of it.
  redis.call('SET', user_alias .. previous, id)
  redis.call('HSETNX', contact .. id, 'user', previous)
end
if phone ~= '' and by_phone ~= id then
  redis.call('SET', phone_alias .. phone, id)
  if by_phone then
    -- What it would say yet is not for the number's new owner.
    drop_session(by_phone)
  end
end
return { id, redis.call('HGET', contact .. id, 'locale') or ARGV[6] }
