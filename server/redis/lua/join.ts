/**
 * Makes a server one of those that share the store, or lets it stay one. KEYS[1] says what the store is, KEYS[2] which
 * servers are alive, KEYS[3] what they are; the others must not exist where KEYS[1] does not.
 */
export const join = `
local server, lease, format, newEpoch = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local version, fingerprint, anyFixtures = ARGV[5], ARGV[6], ARGV[7] == 'yes'
local time = redis.call('TIME')
local machine = time[1] * 1000 + math.floor(time[2] / 1000)
local kind = redis.call('TYPE', KEYS[1])['ok']
if kind == 'none' then
  for at = 2, #KEYS do
    if redis.call('EXISTS', KEYS[at]) == 1 then return { 'foreign', KEYS[at] } end
  end
  redis.call('HSET', KEYS[1], 'format', format, 'epoch', newEpoch)
elseif kind ~= 'hash' or redis.call('HEXISTS', KEYS[1], 'format') == 0 then
  return { 'foreign', KEYS[1] }
end
local held = redis.call('HGET', KEYS[1], 'format')
if held ~= format then return { 'format', held } end
local ended = redis.call('ZRANGE', KEYS[2], 0, machine, 'BYSCORE')
for _, gone in ipairs(ended) do
  redis.call('ZREM', KEYS[2], gone)
  redis.call('HDEL', KEYS[3], gone)
end
if not redis.call('ZSCORE', KEYS[2], server) then
  for _, other in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
    local theirs = cjson.decode(redis.call('HGET', KEYS[3], other) or '{}')
    if theirs.version ~= version then return { 'version', theirs.version } end
    if theirs.fingerprint ~= fingerprint and not anyFixtures then
      return { 'fixtures', theirs.fingerprint }
    end
  end
end
redis.call('ZADD', KEYS[2], machine + lease, server)
redis.call('HSET', KEYS[3], server, cjson.encode({ version = version, fingerprint = fingerprint }))
return { 'joined', redis.call('HGET', KEYS[1], 'epoch'), unpack(ended) }
`
