import { bucket } from './bucket.ts'
import { guard } from './guard.ts'

/** The random numbers of faults, as random.ts makes them: Mulberry32, in numbers without a sign. */
const random = `
local bxor, bor, rshift = bit.bxor, bit.bor, bit.rshift

local function imul(a, b)
  a, b = a % 4294967296, b % 4294967296
  local low = b % 65536
  local high = (b - low) / 65536
  return (a * low + (a * high % 65536) * 65536) % 4294967296
end

local function draw(state)
  local bits = imul(bxor(state, rshift(state, 15)), bor(state, 1))
  bits = bxor(bits, bits + imul(bxor(bits, rshift(bits, 7)), bor(bits, 61)))
  return bxor(bits, rshift(bits, 14)) % 4294967296
end
`

/** Takes what a call counts, as state/local.ts does. KEYS[3] holds the counts of its session, KEYS[4] when each was used, KEYS[5] the totals of faults. */
export const take = `${guard}${bucket}${random}
local session, ttl, wants = ARGV[3], ARGV[4], cjson.decode(ARGV[5])
local counts = KEYS[3]

local function strikes(want)
  local key = want.of.key
  local held = redis.call('HMGET', counts, 'm' .. key, 's' .. key, 'r' .. key)
  local met, struck = tonumber(held[1] or 0), tonumber(held[2] or 0)
  if want.times and struck >= want.times then return false end
  if want.total and tonumber(redis.call('HGET', KEYS[5], key) or 0) >= want.total then return false end
  met = redis.call('HINCRBY', counts, 'm' .. key, 1)
  if want.every and met % want.every ~= 0 then return false end
  if want.probability then
    local state = (tonumber(held[3] or want.random) + 1831565813) % 4294967296
    redis.call('HSET', counts, 'r' .. key, string.format('%.0f', state))
    if draw(state) / 4294967296 >= want.probability then return false end
  end
  redis.call('HINCRBY', counts, 's' .. key, 1)
  if want.total then redis.call('HINCRBY', KEYS[5], key, 1) end
  return true
end

local function takeFixture(fixtures)
  for at, want in ipairs(fixtures) do
    local key = want.of.key
    if want.fails == 0 and want.after == 'plays' then
      return { at = at - 1, fails = false, place = 0 }
    end
    local fails = want.fails > 0
      and tonumber(redis.call('HGET', counts, 'f' .. key) or 0) < want.fails
    if fails then redis.call('HINCRBY', counts, 'f' .. key, 1) end
    if fails or want.after ~= 'next' then
      local goesOn = want.after == 'counts' and (not fails or want.cuts)
      local place = goesOn and redis.call('HINCRBY', counts, 'p' .. key, 1) - 1 or 0
      return { at = at - 1, fails = fails, place = place }
    end
  end
end

local function takeAll()
  local taken = {}
  if wants.buckets then
    taken.periods = {}
    local held = {}
    for at, want in ipairs(wants.buckets) do
      local left, since = bucketOf(counts, want, now)
      held[at] = { left, since }
      if not taken.short and left < want.amount then taken.short = at - 1 end
    end
    for at, want in ipairs(wants.buckets) do
      local left, since = held[at][1], held[at][2]
      if not taken.short then
        if left == want.limit then since = now end
        left = left - want.amount
        taken.periods[at] = since
      end
      keepBucket(counts, want, left, since)
    end
    if taken.short then return { short = taken.short } end
  end
  for at, want in ipairs(wants.faults or {}) do
    if strikes(want) then
      taken.fault = at - 1
      if want.answers then return taken end
      break
    end
  end
  if wants.fixtures then taken.fixture = takeFixture(wants.fixtures) end
  return taken
end

local taken = takeAll()
redis.call('EXPIRE', counts, ttl)
redis.call('ZADD', KEYS[4], machine, session)
return cjson.encode(taken)
`
