import http from 'node:http'
import type { RequestListener, Server } from 'node:http'
import http2 from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'
import { carry, isInner } from './connection.ts'
import { keepSessions } from './http2-sessions.ts'
import type { SessionKeeper } from './http2-sessions.ts'
import { IncomingRequest } from './request-headers.ts'
import { acceptTls } from './tls-sockets.ts'
import type { Certificate } from './tls-sockets.ts'
import { createHandshakeServer, opensWebSocket } from './web-sockets.ts'

/** The first byte of a TLS handshake record; no HTTP message starts with it. */
const TLS_HANDSHAKE = 0x16
const PREFACE = Buffer.from('PRI * HTTP/2.0')
const INTERNAL_ERROR = http2.constants.NGHTTP2_INTERNAL_ERROR

const LAST_WORD_MS = 20

/** Emitted on the listener with a connection from another process of this server, which speaks HTTP/2. */
export const INNER = 'inner'

export interface ListenerOptions {
  /** How long a connection may stay silent before its protocol is known. */
  sniffMs?: number
  idleMs?: number
  /** How long open calls may take to end when the server closes. */
  graceMs?: number
  /** A certificate and its key, to accept TLS as well. */
  tls?: Certificate | undefined
}

/**
 * One port, two protocols: the AWS SDK for JavaScript opens Bedrock Runtime connections with HTTP/2 prior knowledge;
 * boto3, curl and browsers speak HTTP/1.1. The first bytes of a connection tell them apart, and the socket goes,
 * unread, to the server that understands it. Over TLS, most clients choose with ALPN.
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
  const h1 = http.createServer({ ...limits, IncomingMessage: IncomingRequest }, handler)
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
  const serve = (isHttp2: boolean, socket: Socket, tcp: Socket) => {
    tcp.setNoDelay(true)
    if (isHttp2) {
      // A half-open socket keeps its descriptor if the client of an HTTP/2 session vanishes.
      tcp.allowHalfOpen = false
      h2Sockets.add(tcp)
      tcp.once('close', () => h2Sockets.delete(tcp))
      arriving = tcp
      if ('alpnProtocol' in socket) socket.alpnProtocol = 'h2'
      h2.emit('connection', socket)
      arriving = undefined
    } else for (const listener of serveHttp1) listener.call(h1, socket)
  }
  const takeTls =
    options.tls &&
    acceptTls(options.tls, sniffMs, (secure, tcp) => {
      undecided.delete(tcp)
      carry(secure, tcp)
      // Java's HTTP/2 client does not use ALPN.
      if (secure.alpnProtocol === 'h2') serve(true, secure, tcp)
      else tellApart(secure, tcp)
    })
  const tellApart = (socket: Socket, tcp: Socket) => {
    const pieces: Buffer[] = []
    const drop = () => tcp.destroy()
    const timer = setTimeout(drop, sniffMs)
    const settle = () => {
      clearTimeout(timer)
      undecided.delete(tcp)
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
      socket.unshift(head)
      if (head[0] === TLS_HANDSHAKE && takeTls !== undefined && socket === tcp) {
        undecided.add(tcp)
        tcp.once('close', () => undecided.delete(tcp))
        takeTls(tcp)
      } else if (webSocket) {
        // On close, these must be destroyed like HTTP/2 sessions.
        h2Sockets.add(tcp)
        tcp.once('close', () => h2Sockets.delete(tcp))
        handshakes.emit('connection', socket)
      } else serve(speaksH2, socket, tcp)
    }
    undecided.add(tcp)
    socket.on('readable', decide).on('error', drop).on('end', drop).on('close', settle)
  }
  h1.on('connection', (socket: Socket) => tellApart(socket, socket))
  h1.on(INNER, (socket: Socket) => h2.emit('connection', socket))
  // The other process passes on the bytes of a WebSocket connection.
  h2.on('connect', ({ stream }: Http2ServerRequest, reply: Http2ServerResponse) => {
    if (!isInner(stream.session)) reply.writeHead(405).end()
    else {
      reply.writeHead(200)
      handshakes.emit('connection', stream)
    }
  })

  closeBoth(h1, undecided, h2Sockets, keeper.sessions, graceMs)
  return h1
}

/** Fastify calls `close` and `closeAllConnections` of the one server it knows; HTTP/2 must follow. */
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
    // A truncated stream must not look complete: HTTP/2 clients do not treat a closed connection as an error,
    // but they do treat this code as one.
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
