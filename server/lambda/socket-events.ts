import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { JsonObject } from '../json.ts'

// The events of API Gateway's WebSocket APIs with Lambda proxy integration.

/** What API Gateway knows about a connection. */
export interface Peer {
  connectionId: string
  connectedAt: number
  domainName: string
  sourceIp: string
  userAgent: string
}

/** `L0SM9cOFvHcCIhw=`: 16 characters. */
export function newConnectionId(): string {
  return `${randomBytes(11).toString('base64url')}=`
}

export function connectEvent(peer: Peer, headers: IncomingHttpHeaders, query: string): JsonObject {
  const values: [name: string, values: string[]][] = Object.entries(headers).map(
    ([name, value]) => [headerCase(name), [value ?? []].flat()],
  )
  const parameters = new URLSearchParams(query)
  const names = [...new Set(parameters.keys())]
  return {
    headers: Object.fromEntries(values.map(([name, all]) => [name, all.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(values),
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(parameters),
      multiValueQueryStringParameters: Object.fromEntries(
        names.map((name) => [name, parameters.getAll(name)]),
      ),
    }),
    requestContext: contextOf(peer, '$connect', 'CONNECT'),
    isBase64Encoded: false,
  }
}

export function messageEvent(peer: Peer, body: string): JsonObject {
  const messageId = newConnectionId()
  return {
    requestContext: { messageId, ...contextOf(peer, '$default', 'MESSAGE') },
    body,
    isBase64Encoded: false,
  }
}

export function disconnectEvent(peer: Peer, code: number, reason: string): JsonObject {
  const headers = { Host: peer.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' }
  return {
    headers,
    multiValueHeaders: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    ),
    requestContext: {
      disconnectStatusCode: code,
      disconnectReason: reason,
      ...contextOf(peer, '$disconnect', 'DISCONNECT'),
    },
    isBase64Encoded: false,
  }
}

function contextOf(peer: Peer, routeKey: string, eventType: string): JsonObject {
  const now = new Date()
  const [, day = '', month = '', year = '', time = ''] = now.toUTCString().split(' ')
  return {
    routeKey,
    eventType,
    extendedRequestId: newConnectionId(),
    requestTime: `${day}/${month}/${year}:${time} +0000`,
    messageDirection: 'IN',
    stage: 'local',
    connectedAt: peer.connectedAt,
    requestTimeEpoch: now.getTime(),
    identity: { userAgent: peer.userAgent, sourceIp: peer.sourceIp },
    requestId: randomUUID(),
    domainName: peer.domainName,
    connectionId: peer.connectionId,
    apiId: 'bedrock-local',
  }
}

/** API Gateway passes `Sec-WebSocket-Key`, regardless of the client's spelling. */
function headerCase(name: string): string {
  return name
    .replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())
    .replace('Sec-Websocket', 'Sec-WebSocket')
}
