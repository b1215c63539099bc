import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { connect, constants } from 'node:http2'
import type { ClientHttp2Stream } from 'node:http2'
import type { Duplex } from 'node:stream'
import { breakOff, BROKEN, cutConnection, isClosed } from './connection.ts'
import { VIA, viaOf } from './via.ts'

/** Passes requests on to the process that answers them, over a connection that it keeps open. */
export interface Forward {
  /** Passes on a request, with its body if that has already been read. */
  pass(request: IncomingMessage, reply: ServerResponse, body?: Buffer): void
  /** Passes on a WebSocket handshake and what follows it. */
  tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/** Headers of the client's connection, or that HTTP/2 replaces. */
const OF_CONNECTION = new Set([
  'connection',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  VIA,
])

const OF_BODY = new Set(['content-type', 'content-length'])

/** With as many calls on one connection, a small window would slow down each of them. */
const WINDOW = 1 << 20

export function createForward(pipe: Duplex): Forward {
  const session = connect('http://inside', {
    createConnection: () => pipe,
    settings: { initialWindowSize: WINDOW, enablePush: false },
  })
  session.once('connect', () => session.setLocalWindowSize(64 * WINDOW))
  // This process ends with the other one.
  session.on('error', () => undefined)
  return {
    pass(request, reply, body) {
      const stream = session.request(headersOf(request))
      answerWith(stream, reply)
      if (body === undefined) request.pipe(stream)
      else stream.end(body)
    },
    tunnel(request, socket, head) {
      const stream = session.request({ ':method': 'CONNECT', ':authority': 'inside' })
      stream.write(handshakeOf(request))
      stream.write(head)
      socket.pipe(stream).pipe(socket)
      stream.on('error', () => undefined)
      socket.once('close', () => stream.destroy())
      stream.once('close', () => socket.destroy())
    },
    close: () => session.destroy(),
  }
}

function answerWith(stream: ClientHttp2Stream, reply: ServerResponse): void {
  let ended = false
  stream.once('response', ({ ':status': status = 502, ...headers }) => {
    if (isClosed(reply)) return
    reply.writeHead(status, headers)
    reply.flushHeaders()
    stream.pipe(reply)
  })
  stream.once('end', () => (ended = true))
  stream.on('error', () => undefined)
  stream.once('close', () => {
    if (ended || isClosed(reply)) return
    if (stream.rstCode === BROKEN.cut) cutConnection(reply, 'cut')
    else if (stream.rstCode === BROKEN.reset) cutConnection(reply, 'reset')
    else breakOff(reply)
  })
  reply.once('close', () => {
    if (!ended) stream.close(constants.NGHTTP2_CANCEL)
  })
}

function headersOf(request: IncomingMessage): OutgoingHttpHeaders {
  const { method, url, headers, rawHeaders } = request
  const all: OutgoingHttpHeaders = {
    ':method': method,
    ':path': url,
    ':authority': headers.host ?? String(headers[':authority'] ?? ''),
    [VIA]: viaOf(request),
  }
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    if (name.startsWith(':') || OF_CONNECTION.has(name)) continue
    // The headers of the body have been normalised; others are joined if they occur several times.
    all[name] = OF_BODY.has(name) ? rawHeaders[at + 1] : headers[name]
  }
  return all
}

/** The head of a handshake as HTTP/1.1 writes it. */
function handshakeOf(request: IncomingMessage): string {
  const { method, url, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/1.1`, `${VIA}: ${viaOf(request)}`]
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== VIA)
      lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}
