import type { IncomingMessage, ServerResponse } from 'node:http'
import { regionOf } from '../aws/region.ts'
import { signerInQuery } from '../aws/signer-in-query.ts'
import { callOf } from '../bedrock/call.ts'
import type { Catalogue } from '../models/models.ts'
import type { Binding } from '../bedrock/service.ts'
import type { Call, Client, Operation } from '../bedrock/types.ts'
import { isClosed, wasSent, whenClosed } from './connection.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import type { Headers } from '../aws/headers.ts'
import { targetOf } from './path-table.ts'
import { clientVersion } from './via.ts'

/** The HTTP side of a request, as required by `read`. */
export interface Received {
  id: string
  raw: IncomingMessage
  reply: ServerResponse
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string | string[]>>
  body: Buffer
}

/** The server's state that reading a request requires. */
export interface Reader {
  catalogue: Catalogue
  region: string
  session(request: IncomingMessage): Session
}

export function read(received: Received, operation: Operation, reader: Reader): Call {
  const { id, raw, reply, params, query, body } = received
  const { headers } = raw
  const fault = headers['x-bedrock-local-fault']
  return callOf({
    id,
    operation,
    session: reader.session(raw),
    region: regionOf(headers.authorization ?? signerInQuery(raw.url ?? '')) ?? reader.region,
    receivedAt: Date.now(),
    http: new RequestLine(raw),
    raw: body,
    input: bind(operation.members ?? NO_MEMBERS, params, query, raw),
    catalogue: reader.catalogue,
    wantsFault: Array.isArray(fault) ? fault[0] : fault,
    client: new HttpClient(reply),
  })
}

class HttpClient implements Client {
  readonly #reply: ServerResponse

  constructor(reply: ServerResponse) {
    this.#reply = reply
  }

  get isGone(): boolean {
    return isClosed(this.#reply)
  }

  onGone(listener: () => void): void {
    const reply = this.#reply
    whenClosed(reply, () => {
      if (!wasSent(reply)) listener()
    })
  }
}

export class RequestLine {
  readonly version: '1.1' | '2'
  readonly method: string
  readonly url: string
  readonly #raw: IncomingMessage
  #headers: Headers | undefined

  constructor(raw: IncomingMessage) {
    this.version = clientVersion(raw)
    this.method = raw.method ?? 'GET'
    this.url = targetOf(raw.url ?? '/')
    this.#raw = raw
  }

  header(name: string): string | undefined {
    const { rawHeaders } = this.#raw
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const own = rawHeaders[at] ?? ''
      const same = own.length === name.length && own.toLowerCase() === name
      if (same || (name === 'host' && own === ':authority')) return rawHeaders[at + 1]
    }
    return undefined
  }

  get address(): string | undefined {
    return this.#raw.socket.remoteAddress?.replace(/^::ffff:/, '')
  }

  /** The headers as sent, except for HTTP/2 pseudo-headers: `:authority` becomes the host. */
  get headers(): Headers {
    return (this.#headers ??= this.#pairs())
  }

  #pairs(): Headers {
    const { rawHeaders } = this.#raw
    const pairs: [string, string][] = []
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] ?? ''
      const value = rawHeaders[at + 1] ?? ''
      if (name === ':authority') pairs.push(['host', value])
      else if (!name.startsWith(':')) pairs.push([name, value])
    }
    return pairs
  }
}

const NO_MEMBERS: Readonly<Record<string, Binding>> = {}

/** The input members outside the body, by their modelled names. */
function bind(
  members: Readonly<Record<string, Binding>>,
  params: Received['params'],
  query: Received['query'],
  raw: IncomingMessage,
): JsonObject {
  const input: JsonObject = {}
  for (const member in members) {
    const binding = members[member]
    if (binding === undefined) continue
    const { name } = binding
    const from =
      binding.in === 'path'
        ? params[name]
        : binding.in === 'query'
          ? query[name]
          : raw.headers[name.toLowerCase()]
    const value = Array.isArray(from) ? from[0] : from
    if (value !== undefined)
      input[member] = binding.type === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value
  }
  return input
}
