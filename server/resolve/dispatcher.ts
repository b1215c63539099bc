import { readFileSync } from 'node:fs'
import { Agent, EnvHttpProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'
import { AwsError } from '../aws/errors.ts'
import { safePool } from '../safe-pool.ts'
import { messageOf } from '../text/error-message.ts'

// Long generations may take minutes between frames, or before the first byte of a plain answer.
const IDLE_MS = 15 * 60_000
const CONNECT_MS = 4_000

/** The connections to the upstream, through the proxies of the environment and with its certificates. */
export function createDispatcher(env: NodeJS.ProcessEnv): Dispatcher {
  const bundle = env['AWS_CA_BUNDLE']
  const connect = {
    timeout: CONNECT_MS,
    ...(bundle !== undefined && bundle !== '' && { ca: readBundle(bundle) }),
  }
  const settings = {
    connect,
    keepAliveTimeout: 30_000,
    headersTimeout: IDLE_MS,
    bodyTimeout: IDLE_MS,
    factory: safePool,
  }
  const either = (name: string) => env[name] ?? env[name.toUpperCase()]
  const [httpProxy, httpsProxy, noProxy] = [
    either('http_proxy'),
    either('https_proxy'),
    either('no_proxy'),
  ]
  if (!httpProxy && !httpsProxy) return new Agent(settings)
  return new EnvHttpProxyAgent({
    ...settings,
    clientFactory: safePool,
    requestTls: connect,
    proxyTls: connect,
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
    ...(noProxy !== undefined && { noProxy }),
  }).compose(joinRepeated)
}

function readBundle(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    const why = messageOf(thrown)
    throw new AwsError(
      'ServiceUnavailableException',
      `Cannot call the upstream: AWS_CA_BUNDLE cannot be read (${why}).`,
      { cause: thrown },
    )
  }
}

/** Agents for proxies turn a list of headers into an object, in which a repeated name would be lost. */
function joinRepeated(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => {
    const { headers } = options
    if (!Array.isArray(headers)) return dispatch(options, handler)
    const joined = new Map<string, string>()
    for (let at = 0; at + 1 < headers.length; at += 2) {
      const [name = '', value = ''] = headers.slice(at, at + 2)
      const before = joined.get(name)
      joined.set(name, before === undefined ? value : `${before},${value}`)
    }
    return dispatch({ ...options, headers: Object.fromEntries(joined) }, handler)
  }
}
