import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AwsError } from '../aws/errors.ts'
import { readBody } from './body.ts'
import type { Call, Operation } from '../bedrock/types.ts'
import { tapped } from '../journal/copy.ts'
import { keep } from '../journal/exchange.ts'
import type { Gate } from '../admit/gates.ts'
import type { Journal } from '../journal/journal.ts'
import type { Exchange } from '../journal/types.ts'
import { logExchange } from '../journal/log.ts'
import type { Logger } from '../journal/log.ts'
import { read } from './read.ts'
import type { Reader } from './read.ts'
import { renderError } from '../write/render.ts'
import type { Resolve } from '../resolve/index.ts'
import { send } from './send.ts'
import type { Headers } from '../aws/headers.ts'
import type { Answer, Strike, Struck } from '../bedrock/answer.ts'
import type { Wire, Delivery } from '../bedrock/wire.ts'

/** The stages of a request, in the order in which it meets them. */
export interface Stages {
  reader: Reader
  /** Throws for a call that may not pass: wrong credentials, no permission. */
  admit: Gate
  /** Whether the body decides who answers an operation that is not offered. */
  needsBody(operation: Operation, request: IncomingMessage): boolean
  /** The fault that strikes a call, and its answer if the fault gives one itself. */
  strike(call: Call): Strike | undefined
  resolve: Resolve
  write(answer: Answer, call: Call): Wire
  /** Faults that delay, cut or corrupt what goes out, refusals too. */
  disturb(wire: Wire, struck: Struck): Wire | Promise<Wire>
  /** Corrects what the gates took for a call by what it used. */
  settle: ((exchange: Exchange) => void) | undefined
  journal: Journal
  log: Logger
}

/** A request's whole way through the server: read, resolve, write, send; the journal keeps what happened. */
export function route(
  operation: Operation,
  stages: Stages,
  refuse: (reply: FastifyReply, thrown: unknown) => void,
) {
  const bodyless = operation.method === 'GET'
  const isOffered = operation.local !== undefined || operation.write !== undefined
  return (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack()
    const go = (error: unknown, body: Buffer = EMPTY): void => {
      try {
        if (error === null) respond(request, reply.raw, body, operation, stages)
        else refuse(reply, error)
      } catch (thrown) {
        refuse(reply, thrown)
      }
    }
    if (bodyless || !(isOffered || stages.needsBody(operation, request.raw))) go(null)
    else readBody(request.raw, go)
  }
}

const EMPTY: Buffer = Buffer.alloc(0)

function respond(
  { id, raw, params, query }: FastifyRequest,
  reply: ServerResponse,
  body: Buffer,
  operation: Operation,
  stages: Stages,
): void {
  const received = {
    id,
    raw,
    reply,
    params: params as Record<string, string>,
    query: query as Record<string, string>,
    body,
  }
  const call = read(received, operation, stages.reader)
  const startedAt = performance.now()
  const { beginnings } = stages.journal
  if (beginnings.followed) beginnings.begun(call)
  const done = then(answerTo(call, stages), (said) => {
    const struck = said.struck ?? said.answer.fault
    const disturbed = struck === undefined ? said.wire : stages.disturb(said.wire, struck)
    return then(disturbed, (wire) => deliver(call, { ...said, wire }, reply, startedAt, stages))
  })
  if (done instanceof Promise) done.catch((error: unknown) => unforeseen(error, stages))
}

interface Said {
  answer: Answer
  wire: Wire
  struck: Struck | undefined
}

/** Goes on with a value at once, or when it is there: most answers are, and then cost no promise. */
function then<T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> {
  // oxlint-disable-next-line promise/no-callback-in-promise -- `next` is no callback of the promise here
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Whatever is thrown on the way is an answer too, worded as AWS words it. */
function answerTo(call: Call, stages: Stages): Said | Promise<Said> {
  // A fault that strikes a call also strikes its refusal.
  let struck: Struck | undefined
  try {
    const said = then(stages.admit(call), () => {
      const strike = stages.strike(call)
      struck = strike?.struck
      return then(strike?.answer ?? stages.resolve(call), (answer) => ({
        answer,
        wire: stages.write(answer, call),
        struck,
      }))
    })
    return said instanceof Promise ? said.catch((thrown) => refusal(thrown, struck, stages)) : said
  } catch (thrown) {
    return refusal(thrown, struck, stages)
  }
}

function refusal(thrown: unknown, struck: Struck | undefined, stages: Stages): Said {
  const error = AwsError.from(thrown)
  if (error.cause !== undefined && !(thrown instanceof AwsError)) unforeseen(error.cause, stages)
  const source = error.refuser ?? (error.status < 500 ? 'validation' : 'server')
  return { answer: { source, kind: 'error', error }, wire: renderError(error), struck }
}

function deliver(
  call: Call,
  said: Said,
  reply: ServerResponse,
  startedAt: number,
  { journal, log, settle }: Stages,
): void | Promise<void> {
  const answer = said.wire.fault?.changes === true ? byFault(said.answer) : said.answer
  const { wire, tap } = tapped(said.wire, journal.clip)
  const sentMs = performance.now() - startedAt
  const userAgent = reply.req.headers['user-agent'] ?? ''
  const finish = (delivery: Delivery): void => {
    const totalMs = performance.now() - startedAt
    const outcome = { answer, wire, tap, delivery, sentMs, totalMs, userAgent }
    const exchange = keep(call, outcome, journal)
    settle?.(exchange)
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
  const requestId = ['x-amzn-RequestId', id] as const
  const from = ['x-bedrock-local-source', source] as const
  if (fixture === undefined) return [requestId, from]
  return [requestId, from, ['x-bedrock-local-fixture', headerText(fixture)]]
}

const ODD = /[^ -~]|%/u

/** A name as it is; what no header may hold is percent-encoded, and the percent sign with it. */
function headerText(name: string): string {
  if (!ODD.test(name)) return name
  // By way of bytes, since half a surrogate pair cannot be encoded.
  return name.replaceAll(/[^ -~]|%/gu, (sign) => encodeURIComponent(Buffer.from(sign).toString()))
}
