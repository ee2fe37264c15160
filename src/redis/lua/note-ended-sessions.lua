-- Notes that the sessions which a contact had to end are ended, unless another one was added meanwhile.
-- KEYS: 1 contact
-- ARGV: 1 the list that was ended
-- Returns 1 if the list is deleted, 0 if there is another one now.

local contact, ended = KEYS[1], ARGV[1]

if redis.call('HGET', contact, 'ending') ~= ended then
  return 0
end
redis.call('HDEL', contact, 'ending')
return 1
