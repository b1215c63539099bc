import type { FastifyReply, FastifyRequest } from 'fastify'
import { AwsError } from './aws/errors.ts'
import type { Operation } from './bedrock/operations.ts'
import type { Answer, Call, Headers, Wire } from './bedrock/types.ts'
import { tapped } from './journal/copy.ts'
import { keep } from './journal/exchange.ts'
import type { Gate } from './gates.ts'
import type { Journal } from './journal/journal.ts'
import { logExchange } from './log.ts'
import type { Logger } from './log.ts'
import { read } from './read.ts'
import type { Reader } from './read.ts'
import { renderError } from './render.ts'
import type { Resolve } from './resolve/index.ts'
import { send } from './send.ts'

/** The stages of a request, in the order in which it meets them. */
export interface Stages {
  reader: Reader
  /** Throws for a call that may not pass: wrong credentials, no permission. */
  admit: Gate
  /** Faults that answer instead, or nothing. */
  before(call: Call): Answer | undefined | Promise<Answer | undefined>
  resolve: Resolve
  write(answer: Answer, call: Call): Wire
  /** Faults that delay, cut or corrupt what goes out, refusals too. */
  after(wire: Wire, call: Call, answer: Answer): Wire | Promise<Wire>
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
    const said = await answerTo(call, stages)
    const after = stages.after(said.wire, call, said.answer)
    const worded = after instanceof Promise ? await after : after
    const answer = worded.fault?.changes === true ? byFault(said.answer) : said.answer
    const { journal } = stages
    const { wire, tap } = tapped(worded, journal.clip)
    const sentMs = performance.now() - startedAt
    const sent = send(reply.raw, wire, headersOf(answer, call))
    const delivery =
      sent instanceof Promise ? await journal.totals.whileOpen(operation, sent) : sent
    const totalMs = performance.now() - startedAt
    const userAgent = request.raw.headers['user-agent'] ?? ''
    const exchange = keep(
      call,
      { answer, wire, tap, delivery, sentMs, totalMs, userAgent },
      journal,
    )
    logExchange(stages.log, exchange, answer.warnings)
  }
}

const EMPTY = Buffer.alloc(0)

/** Whatever is thrown on the way is an answer too, worded as AWS words it. */
async function answerTo(call: Call, stages: Stages): Promise<{ answer: Answer; wire: Wire }> {
  try {
    await stages.admit(call)
    const answer = (await stages.before(call)) ?? (await stages.resolve(call))
    return { answer, wire: stages.write(answer, call) }
  } catch (thrown) {
    const error = AwsError.from(thrown)
    if (error.cause !== undefined && !(thrown instanceof AwsError))
      stages.log.error({ err: error.cause }, 'unforeseen error')
    return { answer: { source: 'catalogue', kind: 'error', error }, wire: renderError(error) }
  }
}

const byFault = (answer: Answer): Answer => ({ ...answer, source: 'fault' })

function headersOf({ source, fixture }: Answer, { id }: Call): Headers {
  return [
    ['x-amzn-RequestId', id],
    ['x-bedrock-local-source', source],
    ...(fixture === undefined ? [] : [['x-bedrock-local-fixture', headerText(fixture)] as const]),
  ]
}

/** A name as it is; what no header may hold is percent-encoded, and the percent sign with it. */
function headerText(name: string): string {
  // By way of bytes, since half a surrogate pair cannot be encoded.
  return name.replaceAll(/[^ -~]|%/gu, (sign) => encodeURIComponent(Buffer.from(sign).toString()))
}
