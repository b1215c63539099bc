import { once } from 'node:events'
import type { ClientOptions, RawData } from 'ws'
import { WebSocket } from 'ws'

/** A WebSocket client that remembers what it received. */
export async function openSocket(
  url: string,
  protocols: string[] = [],
  options: ClientOptions = {},
) {
  const socket = new WebSocket(url.replace('http', 'ws'), protocols, options)
  const messages: unknown[] = []
  const waiting: (() => void)[] = []
  socket.on('message', (data: RawData) => {
    messages.push(JSON.parse((data as Buffer).toString()))
    for (const wake of waiting.splice(0)) wake()
  })
  const closed = new Promise<[code: number, reason: string]>((resolve) =>
    socket.once('close', (code, reason) => resolve([code, reason.toString()])),
  )
  await once(socket, 'open')
  return {
    socket,
    messages,
    closed,
    /** The first message that meets the condition. */
    async message<T>(fulfils: (message: T) => boolean): Promise<T> {
      for (;;) {
        const found = (messages as T[]).find((message) => fulfils(message))
        if (found !== undefined) return found
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    [Symbol.dispose]: () => socket.terminate(),
  }
}

/** The status and body of a rejected handshake. */
export function refusedHandshake(
  url: string,
  options: ClientOptions = {},
): Promise<{ status: number | undefined; body: string }> {
  const socket = new WebSocket(url.replace('http', 'ws'), options)
  return new Promise((resolve, reject) => {
    socket.once('open', () => reject(new Error('The handshake was accepted')))
    socket.once('unexpected-response', (_request, response) => {
      let body = ''
      response.on('data', (data: Buffer) => (body += data.toString()))
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    socket.on('error', () => undefined)
  })
}
