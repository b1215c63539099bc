import { randomUUID } from 'node:crypto'
import fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import { Problem, sendProblem } from './problem.ts'
import { AwsError } from '../aws/errors.ts'
import { operations } from '../bedrock/operations.ts'
import type { Operation } from '../bedrock/types.ts'
import { isClosed } from './connection.ts'
import { readBody } from './body.ts'
import { addConsole } from './console.ts'
import { allowReading, preflight, refusal } from './guard.ts'
import type { GuardOptions } from './guard.ts'
import { createListener } from './listener.ts'
import type { ListenerOptions } from './listener.ts'
import type { Logger } from '../journal/log.ts'
import { renderError } from '../write/render.ts'
import { RequestLine } from './read.ts'
import { findOther } from './other-operations.ts'
import { MAX_PARAMETER, pathOf } from './path-table.ts'
import { route } from './route.ts'
import type { Stages } from './route.ts'
import { send } from './send.ts'
import { unknownBelowDoors, whyUnknown } from './unknown-path.ts'
import { redactUrl } from '../redaction/redact.ts'
import { restoreClient } from './via.ts'
import { WEB_SOCKET } from './web-sockets.ts'

export interface AppOptions extends Stages {
  guard: GuardOptions
  graceMs: number
  tls?: ListenerOptions['tls']
  /** Whether to serve the web console. */
  console: boolean
  /** Other processes of this server pass requests on to this one. */
  inner?: boolean
}

/** Builds the server: the hooks that every request passes, in order, and one route per operation. */
export function createApp(options: AppOptions): FastifyInstance {
  const sendError = errorSender(options.log)
  const app = fastify({
    logger: false,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: MAX_PARAMETER },
    // No route has a schema, so skip the compilers, which load a hundred files.
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    serverFactory: (handler) =>
      createListener(handler, { graceMs: options.graceMs, tls: options.tls }),
    frameworkErrors(error, request, reply) {
      if (request.url.startsWith('/_admin/')) sendProblem(reply, Problem.from(error))
      else sendError(reply, error)
    },
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end(BAD_REQUEST)
    },
  })

  if (options.inner === true) app.server.on(WEB_SOCKET, restoreClient)
  app.addHook('onRequest', (request, reply, done) => {
    if (options.inner === true) restoreClient(request.raw)
    // Fastify drops an HTTP/2 body without type and length, and rejects unknown types.
    // rawHeaders keeps the original value.
    if (request.is404) leaveBody(request)
    else request.raw.headers['content-type'] = 'application/octet-stream'
    const refused = refusal(request.raw, options.guard)
    if (refused !== undefined) {
      done(new AwsError('AccessDeniedException', refused, { origin: 'front' }))
      return
    }
    allowReading(request.raw, reply.raw, options.guard)
    const preflightHeaders = preflight(request.raw)
    if (preflightHeaders === undefined) done()
    else reply.hijack().raw.writeHead(204, preflightHeaders).end()
  })
  app.removeAllContentTypeParsers()
  // For the admin API and the Lambdas; the Bedrock routes read their own bodies.
  app.addContentTypeParser('*', (_request, payload, done) => readBody(payload, done))
  app.setErrorHandler((error, _request, reply) => sendError(reply, error))
  app.setNotFoundHandler(passingOn(options) ?? otherOperations(options, sendError))

  // Streams that are requested in the body share the path of their operation.
  const streamed = new Set(operations.map((operation) => operation.streamed))
  for (const operation of operations) {
    if (streamed.has(operation)) continue
    for (const path of [operation.path, ...(operation.alsoAt ?? [])]) {
      app.route({
        method: operation.method,
        url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        onRequest: (request, _reply, done) => {
          leaveBody(request)
          done()
        },
        handler: route(operation, options, sendError),
      })
    }
  }
  if (options.console) addConsole(app)
  return app
}

/** Only Bedrock's own calls can be answered by any process. */
function passingOn({ elsewhere }: Stages) {
  if (elsewhere === undefined) return undefined
  return ({ raw }: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack()
    elsewhere.forward.pass(raw, reply.raw)
  }
}

function otherOperations(stages: Stages, sendError: ReturnType<typeof errorSender>) {
  return ({ id, raw, query, method, url }: FastifyRequest, reply: FastifyReply): void => {
    try {
      const match = findOther(method, pathOf(url))
      if (match === undefined) throw new AwsError('UnknownOperationException', '')
      const { row, params } = match
      route(row.operation, stages, sendError)({ id, raw, query, params }, reply)
    } catch (thrown) {
      sendError(reply, thrown)
    }
  }
}

function noSchemas(): never {
  throw new Error('routes with schemas need compilers for them')
}

/**
 * Fastify does not wait for bodies that no header announces. Its body parsing costs as much as the rest of a call, and
 * rejected requests are answered before the client has sent everything.
 */
function leaveBody({ raw: { headers } }: FastifyRequest): void {
  headers['content-type'] = undefined
  // To add a member costs more than to look for it.
  if (headers['content-length'] !== undefined) headers['content-length'] = undefined
  if (headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = undefined
}

const NO_HTTP = '{"message":"The request is not valid HTTP."}'
const BAD_REQUEST = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: application/json',
  'x-amzn-ErrorType: ValidationException:http://internal.amazon.com/coral/com.amazon.coral.service/',
  `Content-Length: ${NO_HTTP.length}`,
  'Connection: close',
  '',
  NO_HTTP,
].join('\r\n')

/** Errors before there is a call: a body that is too large, an invalid path, an unknown path. */
function errorSender(log: Logger) {
  return (reply: FastifyReply, thrown: unknown, operation?: Operation): void => {
    reply.hijack()
    const raw: ServerResponse = reply.raw
    if (raw.headersSent || isClosed(raw)) return
    const { request } = reply
    const error = asAwsError(thrown)
    const { name, status } = error
    const path = redactUrl(request.url.split('?', 1)[0] ?? '').slice(0, 200)
    const unknown = name === 'UnknownOperationException'
    const why = unknown && error.message === ''
    const message = why ? whyUnknown(request.method, path) : error.message
    log.warn({ id: request.id }, `${request.method} ${path} ${status} ${name}: ${message}`)
    if (unknown && isBrowser(request)) {
      const page = `404 ${name}: ${message}.\n/_admin/ lists what you can open in a browser.\n`
      raw.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(page)
      return
    }
    const found = unknown ? unknownBelowDoors(request.raw) : undefined
    if (found !== undefined) {
      const { status: code, headers, body } = found
      raw.writeHead(code, { ...headers, 'x-amzn-RequestId': request.id }).end(body)
      return
    }
    const requestInfo = operation && {
      operation,
      id: request.id,
      http: new RequestLine(request.raw),
    }
    void send(raw, renderError(error, requestInfo), [['x-amzn-RequestId', request.id]])
  }
}

/** AWS answers an unknown path with one XML tag, which browsers show as an empty page. */
const isBrowser = ({ headers }: FastifyRequest) => headers.accept?.includes('text/html') === true

function asAwsError(thrown: unknown): AwsError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  switch (code) {
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new AwsError('ValidationException', 'The path of the request is not valid.')
    // HTTP/2 accepts any word as a method.
    case 'FST_ERR_NOT_FOUND':
      return new AwsError('UnknownOperationException', '')
    default:
      return AwsError.from(thrown)
  }
}
