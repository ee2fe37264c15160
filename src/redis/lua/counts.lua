-- Prelude of scripts that add to the counts of a day. Returns nothing.
-- KEYS and ARGV are the script's own; the function documents its parameters.

-- Adds counts, a line each: how often, a space, the field. Those of a new field beyond the limit are added to the field
-- 'other'. `fields` is how many the hash has; it expires so many seconds after its first one.
local function add_counts(numbers, fields, counts, limit, seconds)
  if counts == '' then
    return
  end
  local is_new = fields == 0
  for times, field in string.gmatch(counts, '(%d+) ([^\n]+)') do
    if redis.call('HINCRBY', numbers, field, times) == tonumber(times) then
      fields = fields + 1
      if fields > limit then
        redis.call('HDEL', numbers, field)
        redis.call('HINCRBY', numbers, 'other', times)
      end
    end
  end
  if is_new then
    redis.call('EXPIRE', numbers, seconds)
  end
end
