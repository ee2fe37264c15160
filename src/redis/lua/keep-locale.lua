-- Stores the language of the contact that a member's keys identify. It changes no alias, so a late choice
-- takes no number from its new owner. Idempotent. After resolve-alias.lua.
-- KEYS: 1 phone alias; contacts and other aliases are found here, in the same partition
-- ARGV: 1 phone number, 2 user id ('' for none, each), 3 locale, 4 to 6 prefixes of contact, phone alias and
--       user alias keys
-- Returns 1, or 0 where the keys identify nobody.

local phone, user, locale = ARGV[1], ARGV[2], ARGV[3]
local contact, phone_alias, user_alias = ARGV[4], ARGV[5], ARGV[6]

local id = user ~= '' and follow(user_alias .. user, contact)
if not id then
  local by_phone = phone ~= '' and follow(phone_alias .. phone, contact)
  local known = by_phone and redis.call('HGET', contact .. by_phone, 'user')
  if by_phone and (user == '' or not known or known == user) then
    id = by_phone
  end
end
if not id then
  return 0
end
redis.call('HSET', contact .. id, 'locale', locale)
return 1
