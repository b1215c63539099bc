import { bucket } from './bucket.ts'
import { guard } from './guard.ts'

/** The levels of a session's buckets, in the form of state/bucket.ts. */
export const levels = `${guard}${bucket}
local all = redis.call('HGETALL', KEYS[3])
local told = {}
for at = 1, #all, 2 do
  if string.sub(all[at], 1, 1) == 'b' then
    local limit, period = string.match(all[at + 1], '(%S+) (%S+)$')
    local want = { key = string.sub(all[at], 2), limit = tonumber(limit), periodMs = tonumber(period) }
    local left, since = bucketOf(KEYS[3], want, now)
    local full = left == want.limit
    told[#told + 1] = {
      key = want.key,
      limit = want.limit,
      left = math.max(0, left),
      filledInMs = full and 0 or since + want.periodMs - now,
    }
  end
end
if #told == 0 then return '[]' end
return cjson.encode(told)
`
