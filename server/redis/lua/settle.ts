import { bucket } from './bucket.ts'
import { guard } from './guard.ts'

/** Corrects buckets after the answer, as state/bucket.ts does. A reset has removed what a call took before it. */
export const settle = `${guard}${bucket}
local counts = KEYS[3]
for _, want in ipairs(cjson.decode(ARGV[3])) do
  if redis.call('HEXISTS', counts, 'b' .. want.key) == 1 then
    local left, since = bucketOf(counts, want, now)
    if want.more > 0 or want.period == since then
      keepBucket(counts, want, math.min(want.limit, left - want.more), since)
    end
  end
end
`
