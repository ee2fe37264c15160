-- Remembers that a member has sent something to an account. A repeat only makes it the latest.
-- KEYS: 1 sorted set of the member's payees, by the time of the last one
-- ARGV: 1 account id, 2 how many are remembered
-- Returns 1.

local payees = KEYS[1]
local account, kept = ARGV[1], ARGV[2]

local time = redis.call('TIME')
redis.call('ZADD', payees, time[1] * 1000000 + time[2], account)
redis.call('ZREMRANGEBYRANK', payees, 0, -kept - 1)
return 1
