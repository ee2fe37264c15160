-- Changes nothing. It is a durable script: its reply comes when replicas hold what its node has written before.
-- KEYS: 1 any key of that node
-- Returns 1.

return 1
