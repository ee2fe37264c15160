-- Remembers that a member has sent something to an account. A repeat only makes it the latest.
-- KEYS: 1 sorted set of the member's payees, by the time of the last one
-- ARGV: 1 account id, 2 how many are remembered
-- Returns 1.

local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000000 + time[2], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -ARGV[2] - 1)
return 1
