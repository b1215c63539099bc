import type { ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import type { Http2ServerResponse, Http2Session } from 'node:http2'
import type { Socket } from 'node:net'

// What the two protocols do differently below a response.

/** Whether nothing more can be sent. A response over HTTP/2 has no `destroyed`: its stream tells. */
export function isClosed(reply: ServerResponse): boolean {
  const { stream } = reply as unknown as Partial<Http2ServerResponse>
  return stream === undefined ? reply.destroyed : stream.destroyed || stream.closed
}

const carried = new WeakMap<Socket | Http2Session, Socket>()

/** Remembers the TCP socket below a session, which hides it. */
export function carry(above: Socket | Http2Session, socket: Socket): void {
  carried.set(above, socket)
}

/** The TCP socket that carries a response; undefined once the connection is gone. */
export function socketOf(reply: ServerResponse): Socket | undefined {
  const { stream } = reply as unknown as Partial<Http2ServerResponse>
  if (stream !== undefined) return tcpSocket(stream.session)
  return tcpSocket(reply.socket) ?? reply.socket ?? undefined
}

export function tcpSocket(above: Socket | Http2Session | null | undefined): Socket | undefined {
  return above === undefined || above === null ? undefined : carried.get(above)
}

/** Closes the whole connection below a response: as if it had ended, or by a TCP reset. */
export function cutConnection(reply: ServerResponse, how: 'cut' | 'reset'): void {
  const socket = socketOf(reply)
  if (how === 'reset') socket?.resetAndDestroy()
  else socket?.destroy()
}

/**
 * Tells a client that the rest of an answer is missing, by what most of them notice: a reset of the stream over HTTP/2, a
 * TCP reset over HTTP/1.1, where the clients of Go and of Netty take an early end for the end.
 */
export function breakOff(reply: ServerResponse): void {
  const { stream } = reply as unknown as Partial<Http2ServerResponse>
  if (stream === undefined) cutConnection(reply, 'reset')
  else stream.close(constants.NGHTTP2_INTERNAL_ERROR)
}
