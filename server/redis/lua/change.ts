import { guard } from './guard.ts'

/**
 * Makes changes that all servers must make, and numbers them. KEYS: what the store is, which servers are alive, the
 * changes, when sessions were used, which sessions have something in them, what the keys of sessions begin with, the
 * journal, and up to where it was cleared.
 */
export const change = `${guard}
local sessions, filled, prefix = KEYS[4], KEYS[5], KEYS[6]

local function empty(session)
  redis.call('DEL', prefix .. 'counts:' .. session, prefix .. 'kept:' .. session)
  redis.call('SREM', filled, session)
end

local makes = {
  mode = function(made) redis.call('HSET', KEYS[1], 'mode', made.mode) end,
  clock = function(made) redis.call('HSET', KEYS[1], 'ahead', string.format('%.0f', made.aheadMs)) end,
  reset = function(made)
    if made.session then return empty(made.session) end
    for _, session in ipairs(redis.call('ZRANGE', sessions, 0, -1)) do empty(session) end
    for _, session in ipairs(redis.call('SMEMBERS', filled)) do empty(session) end
  end,
  forget = function(made)
    empty(made.session)
    redis.call('ZREM', sessions, made.session)
  end,
  kept = function(made)
    redis.call('HSET', prefix .. 'kept:' .. made.session, made.part, made.text)
    redis.call('SADD', filled, made.session)
    redis.call('ZADD', sessions, machine, made.session)
  end,
}

makes.clear = function(made)
  local last = redis.call('XREVRANGE', KEYS[7], '+', '-', 'COUNT', 1)[1]
  if last then redis.call('HSET', KEYS[8], made.session or '', last[1]) end
end

local number = 0
for at = 3, #ARGV do
  local made = cjson.decode(ARGV[at])
  if makes[made.what] then makes[made.what](made) end
  number = redis.call('HINCRBY', KEYS[1], 'changes', 1)
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', 10000, number .. '-0', 'by', server, 'change', ARGV[at])
end
return number
`
