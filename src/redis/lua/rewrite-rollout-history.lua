-- Replaces changes of the rollout in its history, each where it is by now; an empty text deletes it.
-- KEYS[1] history
-- ARGV in twos: the change as stored, the new text
-- Returns how many were replaced or deleted
local history = KEYS[1]
local texts = {}
for at = 1, #ARGV, 2 do
  texts[ARGV[at]] = ARGV[at + 1]
end
local replaced = 0
for index, change in ipairs(redis.call('LRANGE', history, 0, -1)) do
  if texts[change] then
    redis.call('LSET', history, index - 1, texts[change])
    replaced = replaced + 1
  end
end
redis.call('LREM', history, 0, '')
return replaced
