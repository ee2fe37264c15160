-- Ends sessions. Committed calls and replies have keys of their own, and stay. Idempotent.
-- KEYS: states with their stages, options and directions
-- Returns how many of these keys existed.

return redis.call('DEL', unpack(KEYS))
