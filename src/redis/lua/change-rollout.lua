-- Replaces the rollout of the expected version, and adds the change to the history. A repeat changes nothing.
-- KEYS[1] rollout, KEYS[2] history
-- ARGV[1] expected version, 0 for none, ARGV[2] rollout, ARGV[3] the same for the history, ARGV[4] who changes it, as
-- JSON, ARGV[5] how many changes are kept
-- Returns 1 if the rollout is stored, 0 if the stored version is another one
local rollout, history = KEYS[1], KEYS[2]
local expected, changed, recorded, by, kept = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local stored = redis.call('GET', rollout)
if stored == changed then
  return 1
end
local version = stored and cjson.decode(stored).version or 0
if version ~= expected then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', rollout, changed)
redis.call('RPUSH', history, string.format('{"rollout":%s,"by":%s,"at":%d}', recorded, by, now))
redis.call('LTRIM', history, -kept, -1)
return 1
