import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import type { Http2Session, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'

// The differences between the two protocols below a response.

/** The stream of an HTTP/2 request or response; undefined over HTTP/1.1, which Node's types do not tell apart. */
export function streamOf(message: IncomingMessage | ServerResponse): ServerHttp2Stream | undefined {
  return (message as { stream?: ServerHttp2Stream }).stream
}

/** Whether nothing more can be sent. An HTTP/2 response has no `destroyed`, but its stream does. */
export function isClosed(reply: ServerResponse): boolean {
  const stream = streamOf(reply)
  return stream === undefined ? reply.destroyed : stream.destroyed || stream.closed
}

/**
 * Whether a response that is closed was sent as a whole. Node ends the response of an HTTP/2 stream that the client has
 * reset, so that alone says nothing.
 */
export function wasSent(reply: ServerResponse): boolean {
  const stream = streamOf(reply)
  if (stream === undefined) return reply.writableFinished
  return reply.writableEnded && !stream.aborted && stream.rstCode === constants.NGHTTP2_NO_ERROR
}

/** What waits for its turn on a connection whose requests are pipelined. */
const queued = new WeakMap<Socket, Set<() => void>>()

/**
 * Calls back when nothing more can be sent. The response to a pipelined request has no socket until its turn comes, and
 * Node does not tell it if the connection closes before.
 */
export function whenClosed(reply: ServerResponse, listener: () => void): void {
  reply.once('close', listener)
  if (isInTurn(reply)) return
  const waiting = queueOf(reply.req.socket)
  const closed = (): void => {
    reply.off('close', listener)
    reply.destroy()
    listener()
  }
  waiting.add(closed)
  reply.once('socket', () => waiting.delete(closed))
}

/** Resolves when a response has its connection, or will never have it; undefined if it has it already. */
export function inTurn(reply: ServerResponse): Promise<void> | undefined {
  if (isInTurn(reply) || reply.destroyed) return undefined
  return new Promise((resolve) => {
    reply.once('socket', () => resolve())
    whenClosed(reply, resolve)
  })
}

const isInTurn = (reply: ServerResponse): boolean =>
  streamOf(reply) !== undefined || reply.socket !== null

/** One listener for each connection, however many requests are pipelined. */
function queueOf(socket: Socket): Set<() => void> {
  let waiting = queued.get(socket)
  if (waiting === undefined) {
    const all = new Set<() => void>()
    queued.set(socket, (waiting = all))
    socket.once('close', () => {
      for (const closed of all) closed()
    })
  }
  return waiting
}

const carried = new WeakMap<Socket | Http2Session, Socket>()

/** Stores the TCP socket below a session, which does not expose it. */
export function carry(above: Socket | Http2Session, socket: Socket): void {
  carried.set(above, socket)
}

/** The TCP socket of a response; undefined once the connection is closed. */
export function socketOf(reply: ServerResponse): Socket | undefined {
  const stream = streamOf(reply)
  if (stream !== undefined) return tcpSocket(stream.session)
  return tcpSocket(reply.socket) ?? reply.socket ?? undefined
}

export function tcpSocket(above: Socket | Http2Session | null | undefined): Socket | undefined {
  return above === undefined || above === null ? undefined : carried.get(above)
}

/** How a stream between two processes of this server ends if the client's connection must break. */
export const BROKEN = {
  cut: constants.NGHTTP2_CONNECT_ERROR,
  reset: constants.NGHTTP2_ENHANCE_YOUR_CALM,
} as const

/** Closes the whole connection below a response, normally or with a TCP reset. */
export function cutConnection(reply: ServerResponse, how: keyof typeof BROKEN): void {
  const stream = streamOf(reply)
  const socket = socketOf(reply)
  if (stream !== undefined && isInner(stream.session)) stream.close(BROKEN[how])
  else if (how === 'reset') socket?.resetAndDestroy()
  else socket?.destroy()
}

/** Whether a session comes from another process of this server: only connections of clients are carried. */
export function isInner(session: Http2Session | undefined): boolean {
  return session !== undefined && tcpSocket(session) === undefined
}

/**
 * Signals that the rest of an answer is missing in the way most clients detect: a stream reset over HTTP/2, a TCP reset
 * over HTTP/1.1, where the Go and Netty clients take an early close for the end.
 */
export function breakOff(reply: ServerResponse): void {
  const stream = streamOf(reply)
  if (stream === undefined) cutConnection(reply, 'reset')
  else stream.close(constants.NGHTTP2_INTERNAL_ERROR)
}
