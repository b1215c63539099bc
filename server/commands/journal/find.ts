import { isObject } from '../../json.ts'
import type { Exchange } from '../../journal/types.ts'
import { ConfigError } from '../../settings/config.ts'
import type { Config } from '../../settings/settings.ts'
import { askAdmin } from '../admin-client.ts'

/** Exchanges of the running server, oldest first. */
export async function listExchanges(
  config: Config,
  filter: Readonly<Record<string, string>>,
): Promise<Exchange[]> {
  const answer = await askAdmin(config, `/journal?${new URLSearchParams(filter).toString()}`)
  if (!isObject(answer) || !Array.isArray(answer['exchanges']))
    throw new ConfigError('The server returned no journal.')
  return answer['exchanges'] as unknown as Exchange[]
}

/** The exchange with this id or prefix of an id; `last` is the newest. */
export async function findExchange(config: Config, id: string): Promise<Exchange> {
  if (id === 'last') {
    const [last] = await listExchanges(config, { limit: '1' })
    if (last === undefined) throw new ConfigError('The journal is empty.')
    return last
  }
  const all = await listExchanges(config, {})
  const [first, other] = all.filter((exchange) => exchange.id.startsWith(id))
  if (first === undefined) throw new ConfigError(`The journal has no exchange ${id}.`)
  if (other !== undefined)
    throw new ConfigError(`Several exchanges start with ${id}; use a longer id.`)
  return first
}
