import type { FastifyReply, FastifyRequest } from 'fastify'
import { AwsError } from './aws/errors.ts'
import type { Operation } from './bedrock/operations.ts'
import type { Answer, Call, Exchange, Headers, Wire } from './bedrock/types.ts'
import type { Journal } from './journal.ts'
import { logExchange } from './log.ts'
import type { Logger } from './log.ts'
import { read } from './read.ts'
import type { Reader } from './read.ts'
import { renderError } from './render.ts'
import type { Resolve } from './resolve/index.ts'
import { send } from './send.ts'
import type { Delivery } from './send.ts'

/** The stages of a request, in the order in which it meets them. */
export interface Stages {
  reader: Reader
  /** Faults that answer instead, or nothing. */
  before(call: Call): Answer | undefined | Promise<Answer | undefined>
  resolve: Resolve
  write(answer: Answer, call: Call): Wire
  /** Faults that delay, cut or corrupt what goes out. */
  after(wire: Wire, call: Call): Wire
  journal: Journal
  log: Logger
}

/** A request's whole way through the server: read, resolve, write, send; the journal keeps what happened. */
export function route(operation: Operation, stages: Stages) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const call = read(
      {
        id: request.id,
        raw: request.raw,
        reply: reply.raw,
        params: request.params as Record<string, string>,
        query: request.query as Record<string, string>,
        body: Buffer.isBuffer(request.body) ? request.body : EMPTY,
      },
      operation,
      stages.reader,
    )
    reply.hijack()
    const startedAt = performance.now()
    const { answer, wire } = await answerTo(call, stages)
    const sent = send(reply.raw, wire, headersOf(answer, call))
    const delivery = sent instanceof Promise ? await sent : sent
    const exchange = keep(
      call,
      answer,
      wire,
      delivery,
      performance.now() - startedAt,
      stages.journal,
    )
    logExchange(stages.log, exchange, answer.warnings)
  }
}

const EMPTY = Buffer.alloc(0)

/** Whatever is thrown on the way is an answer too, worded as AWS words it. */
async function answerTo(call: Call, stages: Stages): Promise<{ answer: Answer; wire: Wire }> {
  try {
    const answer = (await stages.before(call)) ?? (await stages.resolve(call))
    return { answer, wire: stages.after(stages.write(answer, call), call) }
  } catch (thrown) {
    const error = AwsError.from(thrown)
    if (error.cause !== undefined && !(thrown instanceof AwsError))
      stages.log.error({ err: error.cause }, 'unforeseen error')
    return { answer: { source: 'catalogue', kind: 'error', error }, wire: renderError(error) }
  }
}

function headersOf({ source, fixture }: Answer, { id }: Call): Headers {
  return [
    ['x-amzn-RequestId', id],
    ['x-bedrock-local-source', source],
    ...(fixture === undefined ? [] : [['x-bedrock-local-fixture', encodeURI(fixture)] as const]),
  ]
}

function keep(
  call: Call,
  answer: Answer,
  wire: Wire,
  delivery: Delivery,
  totalMs: number,
  journal: Journal,
): Exchange {
  const { operation, session, http, input } = call
  const error = answer.kind === 'error' ? answer.error : undefined
  const usage = answer.kind === 'reply' && 'usage' in answer.reply ? answer.reply.usage : undefined
  const exchange: Exchange = {
    id: call.id,
    session: session.name,
    operation: operation.name,
    ...(typeof input['modelId'] === 'string' && { model: modelOf(call) }),
    region: call.region,
    at: call.receivedAt,
    http: { version: http.version, method: http.method, url: http.url, userAgent: userAgent(call) },
    request: journal.clip(call.raw),
    response: journal.clip(wire.body.kind === 'bytes' ? wire.body.bytes : undefined),
    status: wire.status,
    source: answer.source,
    ...(answer.fixture !== undefined && { fixture: answer.fixture }),
    ...(answer.misses !== undefined && { misses: answer.misses }),
    ...(error !== undefined && { error: { name: error.name, message: error.message } }),
    atMs: delivery.atMs,
    totalMs,
    ...(usage !== undefined && { usage }),
    ended: delivery.ended,
  }
  journal.add(exchange)
  return exchange
}

function modelOf(call: Call): { sent: string; foundation?: string } {
  const { sent, foundation } = call.model()
  return foundation === undefined ? { sent } : { sent, foundation }
}

const userAgent = ({ http }: Call) =>
  http.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? ''
