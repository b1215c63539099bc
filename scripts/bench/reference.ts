// The reference for the measured server: bare servers that answer with the same bytes. Usage: reference.ts <kind> <file
// with the answer's body> [delay]; prints its port. Kinds are the names in `started`.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import fastify from 'fastify'
import { eventStream } from '../../server/framing/event-stream.ts'
import { FrameReader } from '../../server/framing/frame-reader.ts'

const [kind = 'node', file = '', delay = '0'] = process.argv.slice(2)
const delayMs = Number(delay)
const body = readFileSync(file)
const frames = kind.endsWith('frames')
  ? new FrameReader(eventStream).push(body).map(({ bytes }) => bytes)
  : []

const started: Record<string, () => Promise<number>> = {
  node: () => listen(http.createServer(answer)),
  http2: () => listen(http2.createServer(answer as never)),
  /** A model that waits for a while, then streams its answer. */
  'node-frames': () => listen(http.createServer(stream)),
  fastify: async () => {
    const app = fastify({ logger: false, bodyLimit: 25_000_000 })
    app.post('/*', async (_request, reply) =>
      reply.header('content-type', 'application/json').send(body),
    )
    await app.listen({ port: 0, host: '127.0.0.1' })
    return (app.server.address() as AddressInfo).port
  },
  'fastify-frames': async () => {
    const app = fastify({ logger: false, bodyLimit: 25_000_000 })
    app.post('/*', (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'Content-Type': eventStream.type })
      for (const frame of frames) reply.raw.write(frame)
      reply.raw.end()
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    return (app.server.address() as AddressInfo).port
  },
}

function answer(request: http.IncomingMessage, reply: http.ServerResponse): void {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    JSON.parse(Buffer.concat(pieces).toString())
    if (delayMs === 0) send()
    else setTimeout(send, delayMs)
  })
  function send(): void {
    reply.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length })
    reply.end(body)
  }
}

const FRAME_EVERY_MS = 5

function stream(request: http.IncomingMessage, reply: http.ServerResponse): void {
  request.resume().on('end', () => setTimeout(begin, delayMs))
  function begin(): void {
    reply.writeHead(200, { 'Content-Type': eventStream.type })
    let next = 0
    const timer = setInterval(() => {
      reply.write(frames[next++])
      if (next < frames.length) return
      clearInterval(timer)
      reply.end()
    }, FRAME_EVERY_MS)
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

const port = await started[kind]?.()
if (port === undefined) throw new Error(`${kind} is not a reference`)
console.log(JSON.stringify({ port }))
