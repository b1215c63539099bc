import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { breakOff } from '../http/connection.ts'
import { targetOf } from '../http/path-table.ts'
import { LambdaError } from './errors.ts'
import { PRELUDE_TYPE, PreludeReader, urlEvent, urlHead, urlResponse } from './function-url.ts'
import type { UrlResponse } from './function-url.ts'
import { credentialsFor, writeTo } from './invocations.ts'
import type { Serving } from './invocations.ts'
import type { CallOptions, Result } from './runner.ts'
import type { LambdaFunction } from './messages.ts'
import { sandboxFor } from './sandbox.ts'

const PREFIX = '/_lambda/'
const MAX_BYTES = 6 * 1024 * 1024
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

type Named = FastifyRequest<{ Params: { name: string } }>

/** `/_lambda/<name>/` is the function URL of a function, for browsers and curl. */
export function addFunctionUrls(app: FastifyInstance, serving: Serving): void {
  for (const url of [`${PREFIX}:name`, `${PREFIX}:name/*`]) {
    app.route({
      method: [...METHODS],
      url,
      handler: async (request: Named, reply) => {
        const fn = serving.functions.get(request.params.name)
        const call = optionsOf(request)
        if (fn.streams) await answerStreaming(serving, fn, call, reply)
        else await answer(serving, fn, call, reply)
      },
    })
  }
}

function optionsOf(request: Named): CallOptions {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  if (body.length > MAX_BYTES) {
    throw new LambdaError(
      'RequestTooLargeException',
      `Request must be smaller than ${MAX_BYTES} bytes`,
    )
  }
  const [path = '', ...query] = targetOf(request.raw.url ?? '').split('?')
  const event = urlEvent({
    id: request.id,
    method: request.method,
    path: /\/.*/s.exec(path.slice(PREFIX.length))?.[0] ?? '/',
    query: query.join('?'),
    rawHeaders: request.raw.rawHeaders,
    body,
    sourceIp: request.ip,
    host: request.host,
  })
  return { event: JSON.stringify(event), requestId: request.id, variables: credentialsFor(request) }
}

async function answer(
  { runner }: Serving,
  fn: LambdaFunction,
  call: CallOptions,
  reply: FastifyReply,
) {
  const { status, headers, body } = responseOf(await runner.invoke(fn, call))
  reply.hijack()
  begin(reply.raw, { status, headers }, call.requestId)
  reply.raw.end(body)
}

function responseOf({ error, payload, streamed, contentType }: Result): UrlResponse {
  if (error !== undefined) return FAILED
  return (streamed ? joined(payload, contentType) : urlResponse(payload)) ?? FAILED
}

/** A stream as a whole; undefined if its prelude is incomplete. */
function joined(payload: Buffer, contentType: string | undefined): UrlResponse | undefined {
  if (contentType !== PRELUDE_TYPE) return { ...plainHead(contentType), body: payload }
  const reader = new PreludeReader()
  const body = reader.read(payload)
  return reader.head && body && { ...reader.head, body }
}

async function answerStreaming(
  { runner }: Serving,
  fn: LambdaFunction,
  call: CallOptions,
  reply: FastifyReply,
) {
  const { raw } = reply
  const reader = new PreludeReader()
  const result = await runner.invoke(fn, {
    ...call,
    onChunk(bytes, contentType) {
      const body = contentType === PRELUDE_TYPE ? reader.read(bytes) : bytes
      if (body === undefined) return
      if (!raw.headersSent) {
        reply.hijack()
        begin(raw, reader.head ?? plainHead(contentType), call.requestId)
      }
      if (body.length > 0) return writeTo(raw, body)
    },
  })
  if (raw.headersSent) {
    // The status has been sent already: only a broken connection can still tell that something is missing.
    if (result.error === undefined) raw.end()
    else breakOff(raw)
    return
  }
  const { status, headers, body } = responseOf(result)
  reply.hijack()
  begin(raw, { status, headers }, call.requestId)
  raw.end(body)
}

function plainHead(contentType = 'application/octet-stream') {
  return urlHead({ statusCode: 200, headers: { 'content-type': contentType } }) ?? FAILED
}

const FAILED: UrlResponse = {
  status: 502,
  headers: [['content-type', 'application/json']],
  body: Buffer.from('Internal Server Error'),
}

function begin(raw: ServerResponse, { status, headers }: Omit<UrlResponse, 'body'>, id = ''): void {
  const sandbox = sandboxFor(raw.req)
  const values: Record<string, string | string[]> = {
    'x-amzn-requestid': id,
    ...(sandbox !== undefined && { 'content-security-policy': sandbox }),
  }
  for (const [name, value] of headers) {
    const before = Object.hasOwn(values, name) ? values[name] : undefined
    values[name] = before === undefined ? value : [before, value].flat()
  }
  // Browsers must not guess the type of what a handler returns.
  raw.writeHead(status, { 'x-content-type-options': 'nosniff', ...values })
}
