-- Prelude: which contact a member's keys identify.

-- The contact id of an alias, following the tombstones of merged ones; nil if there is none.
local function follow(alias, contact)
  local id = redis.call('GET', alias)
  while id do
    local moved_to = redis.call('HGET', contact .. id, 'moved_to')
    if not moved_to then
      return id
    end
    id = moved_to
  end
end
