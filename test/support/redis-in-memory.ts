import type { RedisClient } from '../../server/redis/client.ts'
import { Link } from '../../server/redis/link.ts'
import { behind } from '../../server/redis/lua/behind.ts'
import { change } from '../../server/redis/lua/change.ts'
import { join } from '../../server/redis/lua/join.ts'

/** The parts of Redis that servers need to see each other; counting is tested with a real one. */
export function redisInMemory() {
  const hashes = new Map<string, Map<string, string>>()
  const streams = new Map<string, { id: string; fields: string[] }[]>()
  const live = new Set<string>()
  let isAway = false
  const hash = (key: string) => {
    const held = hashes.get(key) ?? new Map<string, string>()
    hashes.set(key, held)
    return held
  }
  const append = (key: string, fields: readonly unknown[]) => {
    const stream = streams.get(key) ?? []
    streams.set(key, stream)
    return stream.push({ id: `${stream.length + 1}-0`, fields: fields.map(String) })
  }
  const commands: Readonly<Record<string, (...args: string[]) => unknown>> = {
    HGETALL: (key = '') => [...hash(key)].flat(),
    HSET: (key = '', field = '', value = '') => hash(key).set(field, value),
    SMEMBERS: () => [],
    SET: () => 'OK',
    XADD: (key = '', _maxlen, _about, _count, _any, ...fields) => append(key, fields),
    XRANGE: (key = '', after = '') => {
      const last = Number.parseInt(after.slice(1), 10)
      const all = (streams.get(key) ?? []).filter(({ id }) => Number.parseInt(id, 10) > last)
      return all.map(({ id, fields }) => [id, fields])
    },
  }
  const scripts = new Map<string, (keys: readonly string[], args: readonly string[]) => unknown>([
    [join, (_keys, [id = '']) => live.add(id) && ['joined', 'epoch']],
    [
      change,
      ([, , key = ''], [server, , ...changes]) =>
        changes.reduce((_, made) => append(key, ['by', server, 'change', made]), 0),
    ],
    [
      behind,
      ([, key = ''], [number = '0']) =>
        [...live].filter((id) => Number(hash(key).get(id) ?? 0) < Number(number)),
    ],
  ])
  const client: RedisClient = {
    async call(command, ...args) {
      if (isAway) throw new Error('it is away')
      return commands[command]?.(...args.map(String))
    },
    async script(text, keys, args) {
      if (isAway) throw new Error('it is away')
      return scripts.get(text)?.(keys, args)
    },
    close: () => undefined,
  }
  const address = { host: 'store', port: 6_379, tls: false, db: 0, prefix: 'it:' }
  return {
    link: () => new Link(address, client),
    hash: (name: string) => hash(`it:${name}`),
    away: (now: boolean) => (isAway = now),
  }
}
