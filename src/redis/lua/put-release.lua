-- Stores a release, and deletes the oldest beyond a limit, except those that the rollout names.
-- KEYS[1] manifests, KEYS[2] releases, KEYS[3] rollout
-- ARGV[1] id, ARGV[2] number, ARGV[3] manifest, ARGV[4] release, ARGV[5] how many are kept, ARGV[6] '1' to replace the
-- one of this id
-- Returns 1 if the release is stored, 0 if another one has its number
local manifests, releases, rollout = KEYS[1], KEYS[2], KEYS[3]
local id, number, manifest, release = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local kept, replaces = tonumber(ARGV[5]), ARGV[6] == '1'
if not replaces and redis.call('HEXISTS', releases, id) == 1 then
  return 1
end
local stored = {}
local entries = redis.call('HGETALL', manifests)
for at = 1, #entries, 2 do
  if entries[at] ~= id then
    local storedNumber = tonumber(string.match(entries[at + 1], '"number":(%d+)')) or 0
    if storedNumber == number then
      return 0
    end
    stored[#stored + 1] = { id = entries[at], number = storedNumber }
  end
end
redis.call('HSET', manifests, id, manifest)
redis.call('HSET', releases, id, release)
table.sort(stored, function(one, other) return one.number < other.number end)
local named = redis.call('GET', rollout) or ''
local excess = #stored + 1 - kept
for _, old in ipairs(stored) do
  if excess <= 0 then
    break
  end
  if not string.find(named, '"' .. old.id .. '"', 1, true) then
    redis.call('HDEL', manifests, old.id)
    redis.call('HDEL', releases, old.id)
    excess = excess - 1
  end
end
return 1
