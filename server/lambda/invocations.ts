import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import { isClosed } from '../http/connection.ts'
import { eventStream } from '../framing/event-stream.ts'
import { sessionName } from '../sessions.ts'
import { LambdaError } from './errors.ts'
import type { Functions } from './functions.ts'
import type { CallOptions, Result, Runner } from './runner.ts'
import type { LambdaFunction } from './messages.ts'
import { messageOf } from '../text/error-message.ts'

// Lambda's limits for the event of a synchronous and an asynchronous call.
const MAX_BYTES = 6 * 1024 * 1024
const MAX_EVENT_BYTES = 1024 * 1024

type Named = FastifyRequest<{ Params: { name: string }; Querystring: { Qualifier?: string } }>

export interface Serving {
  functions: Functions
  runner: Runner
  /** Reports asynchronous calls that failed. */
  warn(text: string): void
}

/** Invoke and InvokeWithResponseStream. */
export function addInvocations(app: FastifyInstance, serving: Serving): void {
  app.post('/2015-03-31/functions/:name/invocations', (request: Named, reply) => {
    const type = header(request, 'x-amz-invocation-type') ?? 'RequestResponse'
    const fn = serving.functions.get(request.params.name, request.query.Qualifier)
    if (type === 'DryRun') return reply.code(204).send()
    if (type === 'Event') return invokeLater(serving, fn, request, reply)
    if (type === 'RequestResponse') return invokeNow(serving, fn, request, reply)
    throw new LambdaError(
      'InvalidParameterValueException',
      `Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
    )
  })
  app.post(
    '/2021-11-15/functions/:name/response-streaming-invocations',
    async (request: Named, reply) => {
      const fn = serving.functions.get(request.params.name, request.query.Qualifier)
      await invokeStreaming(serving.runner, fn, request, reply)
    },
  )
}

async function invokeNow(
  { runner }: Serving,
  fn: LambdaFunction,
  request: Named,
  reply: FastifyReply,
) {
  const result = await runner.invoke(fn, optionsOf(request, MAX_BYTES))
  reply.header('x-amz-executed-version', '$LATEST')
  if (result.error !== undefined) reply.header('x-amz-function-error', 'Unhandled')
  if (wantsTail(request)) reply.header('x-amz-log-result', result.logTail.toString('base64'))
  return reply.header('content-type', 'application/json').send(result.payload)
}

/** Answers immediately. Lambda retries a failed call twice, minutes later; this server only logs the failure. */
function invokeLater(serving: Serving, fn: LambdaFunction, request: Named, reply: FastifyReply) {
  serving.runner
    .invoke(fn, optionsOf(request, MAX_EVENT_BYTES))
    .then(({ error }) => error && serving.warn(`${fn.name} failed: ${error.errorMessage}`))
    .catch((error: unknown) =>
      serving.warn(`${fn.name} failed: ${LambdaError.from(error).message}`),
    )
  return reply.code(202).send()
}

async function invokeStreaming(
  runner: Runner,
  fn: LambdaFunction,
  request: Named,
  reply: FastifyReply,
) {
  const call = optionsOf(request, MAX_BYTES)
  const { raw } = reply
  const begin = () => {
    if (raw.headersSent) return
    reply.hijack()
    raw.writeHead(200, {
      'content-type': eventStream.type,
      'x-amz-executed-version': '$LATEST',
      'x-amzn-requestid': request.id,
    })
  }
  const result = await runner.invoke(fn, {
    ...call,
    onChunk(bytes) {
      begin()
      return writeTo(raw, chunkOf(bytes))
    },
  })
  begin()
  if (!result.streamed && result.error === undefined) {
    raw.write(chunkOf(result.payload))
  }
  const payload = complete(result, wantsTail(request))
  raw.end(eventStream.encode({ type: 'InvokeComplete', payload }))
}

const chunkOf = (payload: Buffer) =>
  eventStream.encode({ type: 'PayloadChunk', payload, contentType: 'application/octet-stream' })

function complete({ error, payload, logTail }: Result, tail: boolean): string {
  return JSON.stringify({
    ...(error !== undefined && { ErrorCode: 'Unhandled', ErrorDetails: payload.toString() }),
    ...(tail && { LogResult: logTail.toString('base64') }),
  })
}

/** Resolves when the reader is ready for more, or has disconnected. */
export function writeTo(raw: ServerResponse, bytes: Buffer): Promise<void> | void {
  if (isClosed(raw) || raw.write(bytes)) return
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done)
      resolve()
    }
    raw.once('drain', done).once('close', done)
  })
}

/** The event and the options in a request. */
function optionsOf(request: FastifyRequest, maxBytes: number): CallOptions {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  if (body.length > maxBytes) {
    throw new LambdaError(
      'RequestTooLargeException',
      `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`,
    )
  }
  const clientContext = header(request, 'x-amz-client-context')
  return {
    event: readEvent(body),
    requestId: request.id,
    variables: credentialsFor(request),
    ...(clientContext !== undefined && { clientContext: readContext(clientContext) }),
  }
}

/** The function calls Bedrock in the session of its own caller. */
export function credentialsFor(request: Pick<FastifyRequest, 'headers'>): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: sessionName((name) => header(request, name)) }
}

function readEvent(body: Buffer): string {
  if (body.length === 0) return '{}'
  const text = body.toString()
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    const reason = messageOf(error)
    throw new LambdaError(
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${reason}`,
    )
  }
}

function readContext(base64: string): string {
  try {
    const text = Buffer.from(base64, 'base64').toString()
    JSON.parse(text)
    return text
  } catch {
    throw new LambdaError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    )
  }
}

function wantsTail(request: FastifyRequest): boolean {
  return header(request, 'x-amz-log-type') === 'Tail'
}

function header({ headers }: Pick<FastifyRequest, 'headers'>, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}
