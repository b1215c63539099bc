import type { IncomingMessage } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { LambdaError } from './errors.ts'
import type { LambdaFunction } from './messages.ts'
import { credentialsFor } from './invocations.ts'
import type { Serving } from './invocations.ts'
import type { Connection, Connections } from './socket-connections.ts'
import { connectEvent, disconnectEvent, messageEvent, newConnectionId } from './socket-events.ts'
import { MAX_MESSAGE_BYTES } from './socket-management.ts'

// API Gateway waits this long for the answer to a message. The function itself may run on.
const INTEGRATION_TIMEOUT_MS = 29_000

export interface HandshakeOptions extends Serving {
  connections: Connections
  /** Why a request must not be answered. */
  refusal(request: IncomingMessage): string | undefined
}

/** Answers a WebSocket handshake: `$connect` decides, then every message invokes the function. */
export async function answerHandshake(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  options: HandshakeOptions,
): Promise<void> {
  const refused = options.refusal(request)
  if (refused !== undefined) return refuse(socket, 403, { message: refused })
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  const name = functionIn(path)
  if (name === undefined) return refuse(socket, 404, { message: 'Not Found' })
  try {
    const fn = options.functions.get(name)
    const peer = {
      connectionId: newConnectionId(),
      connectedAt: Date.now(),
      domainName: request.headers.host ?? '',
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? '',
    }
    const invoke = (event: JsonObject) =>
      options.runner.invoke(fn, {
        event: JSON.stringify(event),
        variables: credentialsFor(request),
      })
    const { error, payload } = await invoke(connectEvent(peer, request.headers, query))
    const answer = error === undefined ? (JSON.parse(payload.toString()) as Json) : undefined
    const { status, protocol } = readAnswer(answer)
    if (status !== 101) {
      const { connectionId } = peer
      return refuse(socket, status, { message: STATUS_CODES[status] ?? '', connectionId })
    }
    if (socket.destroyed) return
    const open = await upgrade(request, socket, head, protocol)
    serve({ fn: fn.name, peer, socket: open, lastActiveAt: Date.now() }, fn, invoke, options)
  } catch (thrown) {
    const { status, message } = LambdaError.from(thrown)
    refuse(socket, status, { message })
  }
}

/** The name in the path of a handshake; undefined for any other path. */
function functionIn(path: string): string | undefined {
  const name = /^\/_lambda\/([^/]+)\/ws$/.exec(path)?.[1]
  try {
    return name === undefined ? undefined : decodeURIComponent(name)
  } catch {
    return undefined
  }
}

type Invoke = (event: JsonObject) => ReturnType<Serving['runner']['invoke']>

function serve(
  connection: Connection,
  fn: LambdaFunction,
  invoke: Invoke,
  { connections, warn }: HandshakeOptions,
): void {
  const { socket, peer } = connection
  connections.add(connection)
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer, isBinary) => {
    connection.lastActiveAt = Date.now()
    if (isBinary) socket.close(1003, 'Binary is not supported')
    else void deliver(data.toString())
  })
  socket.once('close', (code, reason) => {
    invoke(disconnectEvent(peer, code, reason.toString())).catch((thrown: unknown) =>
      warn(`${fn.name} failed: ${LambdaError.from(thrown).message}`),
    )
  })

  async function deliver(body: string): Promise<void> {
    const event = messageEvent(peer, body)
    const complain = (message: string) => {
      const { requestId } = event['requestContext'] as JsonObject
      const { connectionId } = peer
      socket.send(JSON.stringify({ message, connectionId, requestId: requestId ?? '' }), () => {})
    }
    const timer = setTimeout(complain, INTEGRATION_TIMEOUT_MS, 'Endpoint request timed out')
    try {
      const { error } = await invoke(event)
      if (error !== undefined) complain('Internal server error')
    } catch (thrown) {
      warn(`${fn.name} failed: ${LambdaError.from(thrown).message}`)
      complain('Internal server error')
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The status that a handshake gets for what `$connect` returned, and the subprotocol that it chose. */
function readAnswer(answer: Json | undefined): { status: number; protocol: string | undefined } {
  const failed = { status: 502, protocol: undefined }
  if (!isObject(answer)) return failed
  const status = Number(answer['statusCode'])
  if (!Number.isInteger(status) || status < 200 || status > 599) return failed
  const headers = isObject(answer['headers']) ? Object.entries(answer['headers']) : []
  const [, protocol] =
    headers.find(([name]) => name.toLowerCase() === 'sec-websocket-protocol') ?? []
  return {
    status: status < 300 ? 101 : status,
    protocol: typeof protocol === 'string' ? protocol : undefined,
  }
}

async function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  protocol: string | undefined,
): Promise<WebSocket> {
  // Loaded with the first WebSocket: most servers never see one.
  const { WebSocketServer } = await import('ws')
  const handleProtocols = (offered: Set<string>) =>
    protocol !== undefined && offered.has(protocol) ? protocol : false
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols,
  })
  return new Promise((resolve) => server.handleUpgrade(request, socket, head, resolve))
}

function refuse(socket: Duplex, status: number, value: JsonObject): void {
  const body = JSON.stringify(value)
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
