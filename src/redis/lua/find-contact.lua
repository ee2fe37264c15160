-- Finds the contact of a phone number, and creates none. After resolve-alias.lua.
-- KEYS: 1 phone alias; the contact is found here, in the same partition
-- ARGV: 1 phone number, 2 prefix of contact keys, 3 of phone aliases, from 4 on the fields that store when
--       the member wrote, for each business number
-- Returns {contact id, locale, 'off' or '', when the member decided so in ms or '', and for each field its milliseconds or ''}; nothing if there is none.

local phone, contact, phone_alias = ARGV[1], ARGV[2], ARGV[3]
local heard_fields = { unpack(ARGV, 4) }

local id = follow(phone_alias .. phone, contact)
if not id then
  return false
end
local found = { id }
for _, field in ipairs({ 'locale', 'notices', 'notices_at', unpack(heard_fields) }) do
  found[#found + 1] = redis.call('HGET', contact .. id, field) or ''
end
return found
