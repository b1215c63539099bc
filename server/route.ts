import type { ServerResponse } from 'node:http'
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
import type { Delivery } from './send.ts'

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
  return (request: FastifyRequest, reply: FastifyReply): void => {
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
    const done = then(answerTo(call, stages), (said) =>
      then(stages.after(said.wire, call, said.answer), (wire) =>
        deliver(call, { ...said, wire }, reply.raw, startedAt, stages),
      ),
    )
    if (done instanceof Promise) done.catch((error: unknown) => unforeseen(error, stages))
  }
}

const EMPTY = Buffer.alloc(0)

interface Said {
  answer: Answer
  wire: Wire
}

/** Most answers are there at once; only what has to be waited for costs a promise. */
function then<T, U>(value: T | Promise<T>, go: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(go) : go(value)
}

/** Whatever is thrown on the way is an answer too, worded as AWS words it. */
function answerTo(call: Call, stages: Stages): Said | Promise<Said> {
  const refuse = (thrown: unknown): Said => {
    const error = AwsError.from(thrown)
    if (error.cause !== undefined && !(thrown instanceof AwsError)) unforeseen(error.cause, stages)
    return { answer: { source: 'catalogue', kind: 'error', error }, wire: renderError(error) }
  }
  const say = (answer: Answer): Said => ({ answer, wire: stages.write(answer, call) })
  try {
    const said = then(stages.admit(call), () =>
      then(stages.before(call), (early) => then(early ?? stages.resolve(call), say)),
    )
    return said instanceof Promise ? said.catch(refuse) : said
  } catch (thrown) {
    return refuse(thrown)
  }
}

function deliver(
  call: Call,
  said: Said,
  reply: ServerResponse,
  startedAt: number,
  { journal, log }: Stages,
): void | Promise<void> {
  const answer = said.wire.fault?.changes === true ? byFault(said.answer) : said.answer
  const { wire, tap } = tapped(said.wire, journal.clip)
  const sentMs = performance.now() - startedAt
  const userAgent = reply.req.headers['user-agent'] ?? ''
  const finish = (delivery: Delivery): void => {
    const totalMs = performance.now() - startedAt
    const outcome = { answer, wire, tap, delivery, sentMs, totalMs, userAgent }
    const exchange = keep(call, outcome, journal)
    const recorded = answer.kind === 'arriving' ? answer.recorded : undefined
    // The client has its answer; the line waits, so that it tells the whole story.
    if (recorded === undefined) logExchange(log, exchange, answer.warnings)
    else void recorded.then((became) => logExchange(log, exchange, answer.warnings, became))
  }
  const sent = send(reply, wire, headersOf(answer, call))
  if (!(sent instanceof Promise)) return finish(sent)
  return journal.totals.whileOpen(call.operation, sent).then(finish)
}

const unforeseen = (error: unknown, { log }: Stages): void =>
  log.error({ err: error }, 'unforeseen error')

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
