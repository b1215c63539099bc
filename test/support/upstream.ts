import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorBody, errorType } from '../../server/aws/errors.ts'
import { verify } from '../../server/aws/sigv4.ts'
import type { AcceptedKeys } from '../../server/aws/sigv4.ts'
import type { Headers } from '../../server/aws/headers.ts'

/** A request that the stand-in received. */
export interface UpstreamRequest {
  method: string
  url: string
  headers: Headers
  body: Buffer
  header(name: string): string | undefined
}

export interface Scripted {
  status?: number
  headers?: Headers
  /** Waited for before the head. */
  headAfter?: Promise<unknown>
  /** Sent unchanged, piece by piece. */
  pieces?: Iterable<Buffer | string>
  /** Between two pieces. */
  everyMs?: number
  /** Waited for after the first piece. */
  hold?: Promise<unknown>
  /** What happens after the last piece. */
  end?: 'end' | 'reset' | 'silence'
}

/** The server's own credentials for the stand-in. No account has them. */
export const OWN = {
  AWS_ACCESS_KEY_ID: 'ASIAUPSTREAMTESTS234',
  AWS_SECRET_ACCESS_KEY: 'u9TqX2mUpstreamSecretForTestsOnly0000abcd',
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjUpstreamTokenForTestsOnlyAndLongEnoughToBeOne0123456789',
}
export const OWN_BEARER = 'ABSKVXBzdHJlYW1CZWFyZXJGb3JUZXN0c09ubHkwMTIzNDU2Nzg5'

const KNOWN: AcceptedKeys = {
  credentials: [
    {
      accessKeyId: OWN.AWS_ACCESS_KEY_ID,
      secretAccessKey: OWN.AWS_SECRET_ACCESS_KEY,
      sessionToken: OWN.AWS_SESSION_TOKEN,
    },
  ],
  bearer: [{ key: OWN_BEARER }],
}

/** A stand-in for the real Bedrock that checks signatures like AWS. */
export async function startUpstream(
  script: (request: UpstreamRequest) => Scripted,
  options: { clock?: () => Date; services?: string[] } = {},
) {
  const requests: UpstreamRequest[] = []
  const refused: string[] = []
  const sockets = new Set<Socket>()
  let running = 0
  const server = createServer((request, response) => {
    running += 1
    response.once('close', () => (running -= 1))
    void respond()

    async function respond(): Promise<void> {
      const one = await read(request)
      const now = options.clock?.() ?? new Date()
      response.setHeader('Date', now.toUTCString())
      response.setHeader('x-amzn-RequestId', '11111111-2222-4333-8444-555555555555')
      const failure = verify(one, { ...KNOWN, services: options.services ?? ['bedrock'] }, now)
      if (failure !== undefined) {
        refused.push(failure.message)
        response.setHeader('x-amzn-ErrorType', errorType(failure))
        response.setHeader('Content-Type', 'application/json')
        response.writeHead(failure.status).end(errorBody(failure))
        return
      }
      requests.push(one)
      await play(script(one), response)
    }
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    refused,
    /** The number of answers in progress. */
    running: () => running,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function read(request: IncomingMessage): Promise<UpstreamRequest> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const { rawHeaders } = request
  const headers: [string, string][] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  }
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers,
    body: Buffer.concat(pieces),
    header: (name) => headers.find(([key]) => key.toLowerCase() === name)?.[1],
  }
}

async function play(script: Scripted, response: ServerResponse): Promise<void> {
  const { status = 200, headers = [['Content-Type', 'application/json']], pieces = [] } = script
  await script.headAfter
  response.writeHead(status, headers.flat())
  response.flushHeaders()
  response.socket?.setNoDelay(true)
  let first = true
  for (const piece of pieces) {
    if (response.destroyed) return
    if (!response.write(piece))
      await new Promise<void>((resolve) => {
        const done = () => {
          response.off('drain', done).off('close', done)
          resolve()
        }
        response.once('drain', done).once('close', done)
      })
    if (first) await script.hold
    first = false
    if (script.everyMs !== undefined) await sleep(script.everyMs)
  }
  if (script.end === 'reset') response.socket?.destroy()
  else if (script.end !== 'silence') response.end()
}
