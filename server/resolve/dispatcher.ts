import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { Agent, buildConnector, EnvHttpProxyAgent, Pool } from 'undici'
import type { Dispatcher } from 'undici'
import { AwsError } from '../aws/errors.ts'
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
    factory: (origin: string | URL, options: Pool.Options) => new SafePool(origin, options),
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

/** Connections that the upstream may close at any time. */
class SafePool extends Pool {
  constructor(origin: string | URL, options: Pool.Options) {
    const { connect } = options
    const connector = typeof connect === 'function' ? connect : buildConnector({ ...connect })
    super(origin, {
      ...options,
      connect: (target, callback) =>
        connector(target, (...[error, socket]) => {
          if (error !== null) return callback(final(error), null)
          readOnAtEnd(socket)
          callback(null, socket)
        }),
    })
  }
}

/** undici tries again without end if a socket fails before there is a connection, as when a proxy closes CONNECT. */
function final(error: Error): Error {
  const { code } = error as NodeJS.ErrnoException
  return code === 'UND_ERR_SOCKET' ? new Error(error.message, { cause: error }) : error
}

/**
 * If the upstream closes a connection whose answer is paused, undici 7 throws in an event handler, which would end this
 * process (nodejs/undici#5360, fixed in undici 8). So its parser reads the rest before undici's own listeners run.
 */
function readOnAtEnd(socket: Socket): void {
  socket.on('end', () => {
    const parser = parserOf(socket)
    if (parser?.paused !== true) return
    parser.resume()
    // It pauses again even if nothing was left.
    if (!parser.paused) return
    parser.llhttp.llhttp_resume(parser.ptr)
    parser.paused = false
  })
  // Data may have been lost, so the answer remains incomplete.
  const giveUp = (): void => {
    const parser = parserOf(socket)
    if (parser?.paused === true) parser.paused = false
  }
  socket.on('error', giveUp).on('close', giveUp)
}

interface Parser {
  paused: boolean
  resume(): void
  ptr: unknown
  llhttp: { llhttp_resume(ptr: unknown): void }
}

function parserOf(socket: Socket): Parser | undefined {
  const key = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'parser',
  )
  return key === undefined ? undefined : (socket as unknown as Record<symbol, Parser>)[key]
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
