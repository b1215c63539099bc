import http from 'node:http'
import type { RequestListener, Server } from 'node:http'
import http2 from 'node:http2'
import type { Socket } from 'node:net'
import { carry } from './connection.ts'
import { keepSessions } from './http2-sessions.ts'
import type { SessionKeeper } from './http2-sessions.ts'
import { createHandshakeServer, opensWebSocket } from './web-sockets.ts'

const PREFACE = Buffer.from('PRI * HTTP/2.0')
const INTERNAL_ERROR = http2.constants.NGHTTP2_INTERNAL_ERROR

const LAST_WORD_MS = 20

export interface ListenerOptions {
  /** How long a connection may stay silent before it says which protocol it speaks. */
  sniffMs?: number
  idleMs?: number
  /** How long open calls may take to end once the server closes. */
  graceMs?: number
}

/**
 * One port, two protocols: the AWS SDK for JavaScript opens Bedrock Runtime connections with HTTP/2 prior knowledge;
 * boto3, curl and browsers speak HTTP/1.1. The first bytes of a connection tell them apart, and the socket goes,
 * unread, to the server that understands it.
 */
export function createListener(handler: RequestListener, options: ListenerOptions = {}): Server {
  const { sniffMs = 10_000, idleMs = 75_000, graceMs = 5_000 } = options
  const limits = {
    keepAliveTimeout: idleMs,
    headersTimeout: 20_000,
    requestTimeout: 300_000,
    connectionsCheckingInterval: 5_000,
    requireHostHeader: false,
    maxHeaderSize: 32_768,
  }
  const h1 = http.createServer(limits, handler)
  const handshakes = createHandshakeServer(h1, limits)
  const h2 = http2.createServer(
    { settings: { maxConcurrentStreams: 1_000, initialWindowSize: 1 << 20 }, maxSessionMemory: 64 },
    handler as never,
  )
  const undecided = new Set<Socket>()
  const h2Sockets = new Set<Socket>()
  const keeper = keepSessions(h2, idleMs)
  h1.once('close', () => keeper.stop())
  let arriving: Socket | undefined
  h2.on('session', (session) => arriving && carry(session, arriving))

  const serveHttp1 = h1.listeners('connection') as ((socket: Socket) => void)[]
  h1.removeAllListeners('connection')
  h1.on('connection', (socket: Socket) => {
    const pieces: Buffer[] = []
    const drop = () => socket.destroy()
    const timer = setTimeout(drop, sniffMs)
    const settle = () => {
      clearTimeout(timer)
      undecided.delete(socket)
      socket.off('readable', decide).off('error', drop).off('end', drop).off('close', settle)
    }
    const decide = () => {
      const piece = socket.read() as Buffer | null
      if (piece === null) return
      pieces.push(piece)
      const head = Buffer.concat(pieces)
      const speaksH2 = head.subarray(0, PREFACE.length).equals(PREFACE.subarray(0, head.length))
      if (speaksH2 && head.length < PREFACE.length) return
      const webSocket = speaksH2 ? false : opensWebSocket(head)
      if (webSocket === undefined) return
      settle()
      socket.setNoDelay(true)
      socket.unshift(head)
      if (speaksH2) {
        // A half-open socket keeps its descriptor when the client of an HTTP/2 session vanishes.
        socket.allowHalfOpen = false
        h2Sockets.add(socket)
        socket.once('close', () => h2Sockets.delete(socket))
        arriving = socket
        h2.emit('connection', socket)
        arriving = undefined
      } else if (webSocket) {
        // At the end these have to be destroyed like those of HTTP/2.
        h2Sockets.add(socket)
        socket.once('close', () => h2Sockets.delete(socket))
        handshakes.emit('connection', socket)
      } else for (const serve of serveHttp1) serve.call(h1, socket)
    }
    undecided.add(socket)
    socket.on('readable', decide).on('error', drop).on('end', drop).on('close', settle)
  })

  closeBoth(h1, undecided, h2Sockets, keeper.sessions, graceMs)
  return h1
}

/** Fastify closes through `close` and `closeAllConnections` of the one server it knows; HTTP/2 has to follow. */
function closeBoth(
  h1: Server,
  undecided: Set<Socket>,
  h2Sockets: Set<Socket>,
  sessions: SessionKeeper['sessions'],
  graceMs: number,
): void {
  const stop = h1.close.bind(h1)
  const cutHttp1 = h1.closeAllConnections.bind(h1)
  const cut = () => {
    for (const socket of undecided) socket.destroy()
    // A stream that was cut must not look like one that ended: a connection that is gone is no error to a client of
    // HTTP/2, but this code is, once it has left.
    for (const { open } of sessions.values())
      for (const stream of open) stream.close(INTERNAL_ERROR)
    setTimeout(() => {
      for (const session of sessions.keys()) session.destroy()
      // A destroyed session still waits for a client that has stopped reading.
      for (const socket of h2Sockets) socket.destroy()
    }, LAST_WORD_MS)
    cutHttp1()
  }
  h1.closeAllConnections = cut
  h1.close = (done) => {
    for (const socket of undecided) socket.destroy()
    for (const session of sessions.keys()) session.close()
    const idle = setInterval(() => h1.closeIdleConnections(), 50)
    const late = setTimeout(cut, graceMs)
    return stop((error) => {
      clearInterval(idle)
      clearTimeout(late)
      done?.(error)
    })
  }
}
