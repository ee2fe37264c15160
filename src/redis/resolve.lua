-- Finds the contact of a member's keys, or makes one: one script, so that two processes never make two.
-- KEYS: none in advance; the contacts and aliases are found here (on a cluster they share one partition)
-- ARGV: 1 phone number ('' for none), 2 user id ('' for none), 3 user id that it replaces ('' for none),
--       4 id for a new contact, 5 its locale, 6 to 8 prefixes of contact, phone alias and user alias keys
-- Returns {contact id, locale}.

local phone, user, previous, new_id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

-- The contact that an alias leads to, past the tombstones of merged ones.
local function find(prefix, key)
  if key == '' then
    return nil
  end
  local id = redis.call('GET', prefix .. key)
  while id do
    local moved_to = redis.call('HGET', ARGV[6] .. id, 'moved_to')
    if not moved_to then
      return id
    end
    id = moved_to
  end
end

local by_user, by_previous, by_phone = find(ARGV[8], user), find(ARGV[8], previous), find(ARGV[7], phone)

local id = by_previous or by_user
if by_previous and by_user and by_previous ~= by_user then
  redis.call('HSET', ARGV[6] .. by_user, 'moved_to', by_previous)
end
if not id and by_phone then
  -- Numbers are recycled: with another user id than the one we know, it is somebody else now.
  local known = redis.call('HGET', ARGV[6] .. by_phone, 'user')
  if user == '' or not known or known == user then
    id = by_phone
  end
end
if not id then
  id = new_id
  redis.call('HSET', ARGV[6] .. id, 'locale', ARGV[5])
end

if user ~= '' and (not by_user or by_user ~= id) then
  redis.call('SET', ARGV[8] .. user, id)
  redis.call('HSET', ARGV[6] .. id, 'user', user)
end
if previous ~= '' and not by_previous then
  -- Messages from before the change may come after the news of it.
  redis.call('SET', ARGV[8] .. previous, id)
  redis.call('HSETNX', ARGV[6] .. id, 'user', previous)
end
if phone ~= '' and by_phone ~= id then
  redis.call('SET', ARGV[7] .. phone, id)
end
return { id, redis.call('HGET', ARGV[6] .. id, 'locale') or ARGV[5] }
