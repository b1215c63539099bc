import type { Exchange } from '../../journal/types.ts'
import { clientUrl } from '../../settings/client-env.ts'
import { ConfigError } from '../../settings/config.ts'
import type { Config } from '../../settings/settings.ts'
import { listExchanges } from './find.ts'

/** Sends the request of an exchange again, in its session. Returns the new exchange. */
export async function replay(config: Config, exchange: Exchange): Promise<Exchange> {
  const { request, http, session } = exchange
  if (request.clipped)
    throw new ConfigError(
      'The journal has only the start of this request; start the server with a larger --journal-clip.',
    )
  const since = String(Date.now())
  const response = await fetch(clientUrl(config) + http.url, {
    method: http.method,
    headers: { 'content-type': 'application/json', 'x-bedrock-local-session': session },
    ...(request.text !== '' && { body: request.text }),
  })
  // A fault may interrupt it; the journal shows the result.
  await response.arrayBuffer().catch(() => undefined)
  const id = response.headers.get('x-amzn-requestid')
  const exchanges = await listExchanges(config, { since })
  const again = exchanges.find((one) => one.id === id) ?? exchanges.at(-1)
  if (again === undefined) throw new ConfigError('The journal does not have the new call.')
  return again
}
