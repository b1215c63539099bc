import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerOptions } from 'node:http'
import type { Socket } from 'node:net'

/** Emitted by the listener for each WebSocket handshake; the subscriber answers it. */
export const WEB_SOCKET = 'webSocket'

// WebSockets are only used by functions.
const START = Buffer.from('GET /_lambda/')
const MAX_HEAD_BYTES = 32_768

/** Whether a connection starts with a WebSocket handshake; undefined if more bytes are needed. */
export function opensWebSocket(head: Buffer): boolean | undefined {
  const length = Math.min(head.length, START.length)
  if (!head.subarray(0, length).equals(START.subarray(0, length))) return false
  const end = head.indexOf('\r\n\r\n')
  if (end === -1) return head.length < MAX_HEAD_BYTES ? undefined : false
  return /\r\nupgrade:[ \t]*websocket[ \t]*\r\n/i.test(head.toString('latin1', 0, end + 2))
}

/**
 * Handles WebSocket handshakes only. An `upgrade` listener on the main server would receive every request with
 * an Upgrade header, and Java's HTTP client sends `Upgrade: h2c` with ordinary requests.
 */
export function createHandshakeServer(main: Server, options: ServerOptions): Server {
  const handshakes = createServer(options)
  handshakes.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (!main.emit(WEB_SOCKET, request, socket, head)) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    }
  })
  return handshakes
}
