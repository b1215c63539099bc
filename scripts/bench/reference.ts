// What the measured server is compared with: bare servers that answer with the same bytes.
// Usage: reference.ts <node | fastify | fastify-frames | http2> <file with the answer's body>; prints its port.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import fastify from 'fastify'
import { FrameDecoder } from '../../server/aws/eventstream.ts'

const [kind = 'node', file = ''] = process.argv.slice(2)
const body = readFileSync(file)
const frames =
  kind === 'fastify-frames' ? new FrameDecoder().push(body).map(({ bytes }) => bytes) : []

const started: Record<string, () => Promise<number>> = {
  node: () => listen(http.createServer(answer)),
  http2: () => listen(http2.createServer(answer as never)),
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
      reply.raw.writeHead(200, { 'Content-Type': 'application/vnd.amazon.eventstream' })
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
    reply.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length })
    reply.end(body)
  })
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

const port = await started[kind]?.()
if (port === undefined) throw new Error(`${kind} is no reference`)
console.log(JSON.stringify({ port }))
