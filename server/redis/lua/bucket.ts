/** Reads and fills a bucket as state/bucket.ts does. It is kept as what is left, when its period began, and its limit. */
export const bucket = `
local function bucketOf(counts, want, now)
  local held = redis.call('HGET', counts, 'b' .. want.key)
  if not held then return want.limit, now end
  local left, since = string.match(held, '^(%S+) (%S+)')
  left, since = tonumber(left), tonumber(since)
  local periods = math.floor((now - since) / want.periodMs)
  if periods < 1 then return left, since end
  return math.min(want.limit, left + periods * want.limit), since + periods * want.periodMs
end

local function keepBucket(counts, want, left, since)
  local held = string.format('%.0f %.0f %.0f %.0f', left, since, want.limit, want.periodMs)
  redis.call('HSET', counts, 'b' .. want.key, held)
end
`
