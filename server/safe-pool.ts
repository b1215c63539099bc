import { isIP } from 'node:net'
import type { Socket } from 'node:net'
import { buildConnector, Pool } from 'undici'

/** HTTP connections that the other side may close at any time, for the factories of undici's agents. */
export function safePool(origin: string | URL, options: Pool.Options): Pool {
  const { connect } = options
  const connector = typeof connect === 'function' ? connect : buildConnector({ ...connect })
  return new Pool(origin, {
    ...options,
    connect: (target, callback) =>
      connector(named(target), (...[error, socket]) => {
        if (error !== null) return callback(final(error), null)
        readOnAtEnd(socket)
        callback(null, socket)
      }),
  })
}

/** undici 7 takes the address of an https proxy for a name, which Node.js 26 rejects with an unhandled error. */
function named({ servername, ...target }: buildConnector.Options): buildConnector.Options {
  const isName = servername !== undefined && isIP(servername) === 0
  return isName ? { ...target, servername } : target
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
