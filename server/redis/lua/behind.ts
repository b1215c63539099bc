/** The servers that are alive and have not made a change yet. KEYS: which are alive, and how far each has come. */
export const behind = `
local time = redis.call('TIME')
local machine = time[1] * 1000 + math.floor(time[2] / 1000)
local late = {}
for _, server in ipairs(redis.call('ZRANGE', KEYS[1], machine, '+inf', 'BYSCORE')) do
  if tonumber(redis.call('HGET', KEYS[2], server) or 0) < tonumber(ARGV[1]) then
    late[#late + 1] = server
  end
end
return late
`
