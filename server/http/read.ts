import type { IncomingMessage, ServerResponse } from 'node:http'
import { regionOf } from '../aws/region.ts'
import { signerInQuery } from '../aws/signer-in-query.ts'
import type { Catalogue } from '../models/models.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Binding } from '../bedrock/service.ts'
import type { Call, Operation } from '../bedrock/types.ts'
import { isClosed } from './connection.ts'
import { parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import type { Headers } from '../aws/headers.ts'
import type { Model } from '../models/model.ts'

/** The HTTP side of a request, as `read` needs it. */
export interface Received {
  id: string
  raw: IncomingMessage
  reply: ServerResponse
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string | string[]>>
  body: Buffer
}

/** What a server knows when it reads a request. */
export interface Reader {
  catalogue: Catalogue
  region: string
  session(request: IncomingMessage): Session
}

export function read(received: Received, operation: Operation, reader: Reader): Call {
  return new HttpCall(received, operation, reader)
}

/** A class, so that a request costs no closures: what is asked for is worked out when it is asked for, once. */
class HttpCall implements Call {
  readonly id: string
  readonly operation: Operation
  readonly session: Session
  readonly region: string
  readonly receivedAt = Date.now()
  readonly http: RequestLine
  readonly raw: Buffer
  readonly input: JsonObject
  readonly wantsFault: string | undefined
  readonly #catalogue: Catalogue
  readonly #reply: ServerResponse
  #body: Json | undefined
  #parsed = false
  #model: Model | undefined
  #prompt: Prompt | undefined
  #gone: AbortController | undefined

  constructor(
    { id, raw, reply, params, query, body }: Received,
    operation: Operation,
    reader: Reader,
  ) {
    this.id = id
    this.operation = operation
    this.session = reader.session(raw)
    this.region =
      regionOf(raw.headers.authorization ?? signerInQuery(raw.url ?? '')) ?? reader.region
    this.http = new RequestLine(raw)
    this.raw = body
    this.input = bind(operation.members ?? NO_MEMBERS, params, query, raw)
    const fault = raw.headers['x-bedrock-local-fault']
    this.wantsFault = Array.isArray(fault) ? fault[0] : fault
    this.#catalogue = reader.catalogue
    this.#reply = reply
  }

  get body(): Json | undefined {
    if (!this.#parsed) {
      this.#body = this.raw.length === 0 ? undefined : parseJson(this.raw)
      this.#parsed = true
    }
    return this.#body
  }

  model(): Model {
    const { modelId } = this.input
    return (this.#model ??= this.#catalogue.resolve(
      typeof modelId === 'string' ? modelId : '',
      this.region,
      this.session,
    ))
  }

  prompt(): Prompt {
    if (this.operation.read === undefined) throw new Error(`${this.operation.name} asks no model`)
    return (this.#prompt ??= this.operation.read(this))
  }

  get gone(): AbortSignal {
    if (this.#gone === undefined) {
      const controller = new AbortController()
      this.#gone = controller
      const reply = this.#reply
      if (isClosed(reply)) controller.abort()
      reply.once('close', () => {
        if (!reply.writableFinished) controller.abort()
      })
    }
    return this.#gone.signal
  }
}

class RequestLine {
  readonly version: '1.1' | '2'
  readonly method: string
  readonly url: string
  readonly #raw: IncomingMessage

  constructor(raw: IncomingMessage) {
    this.version = raw.httpVersionMajor === 2 ? '2' : '1.1'
    this.method = raw.method ?? 'GET'
    this.url = raw.url ?? '/'
    this.#raw = raw
  }

  get address(): string | undefined {
    return this.#raw.socket.remoteAddress?.replace(/^::ffff:/, '')
  }

  /** As they were sent, but for HTTP/2's own: its `:authority` is the host. */
  get headers(): Headers {
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

/** The members of the input that do not travel in the body, by their modelled names. */
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
