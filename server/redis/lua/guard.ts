/**
 * Begins every script that counts or changes something: KEYS[1] says what the store is, KEYS[2] which servers are alive.
 * A server that was silent for too long, or knows a store that has lost its data, must join again first.
 */
export const guard = `
local server, epoch = ARGV[1], ARGV[2]
local about = redis.call('HMGET', KEYS[1], 'epoch', 'ahead')
if about[1] ~= epoch then return redis.error_reply('EMPTIED the store has lost its data') end
local time = redis.call('TIME')
local machine = time[1] * 1000 + math.floor(time[2] / 1000)
if tonumber(redis.call('ZSCORE', KEYS[2], server) or 0) < machine then
  return redis.error_reply('EXPIRED the server was silent for too long')
end
local now = machine + tonumber(about[2] or 0)
`
