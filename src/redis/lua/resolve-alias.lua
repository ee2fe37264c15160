-- Prelude: where the keys of a member lead to.

-- The id of the contact that an alias leads to, past the tombstones of merged ones; nil if nobody has it.
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
