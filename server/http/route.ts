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
import { keptHeaders } from '../journal/kept-headers.ts'
import { logExchange } from '../journal/log.ts'
import type { Logger } from '../journal/log.ts'
import { read } from './read.ts'
import type { Reader } from './read.ts'
import { renderError } from '../write/render.ts'
import type { Resolve } from '../resolve/index.ts'
import { send } from './send.ts'
import { breakOff } from './connection.ts'
import { refuseElsewhere } from './unknown-path.ts'
import type { Forward } from './forward.ts'
import type { Headers } from '../aws/headers.ts'
import { chain } from '../maybe-async.ts'
import type { Answer, Strike, Struck } from '../bedrock/answer.ts'
import type { Wire, Delivery } from '../bedrock/wire.ts'

/** The stages of a request, in order. */
export interface Stages {
  reader: Reader
  /** Throws to reject a call: wrong credentials or no permission. */
  admit: Gate
  /** Whether the body decides who answers an unsupported operation. */
  needsBody(operation: Operation, request: IncomingMessage): boolean
  /** Selects the fault for a call, with its answer if the fault provides one. */
  strike(call: Call): Strike | undefined | Promise<Strike | undefined>
  resolve: Resolve
  write(answer: Answer, call: Call): Wire
  /** Applies faults that delay, cut or corrupt the response, including errors. */
  disturb(wire: Wire, struck: Struck, call: Call): Wire | Promise<Wire>
  /** Replaces the gates' estimates by the actual usage. */
  settle: ((exchange: Exchange) => void) | undefined
  /** Exports a span of a call that has ended. */
  trace: ((exchange: Exchange, call: Call) => void) | undefined
  /** The calls that another process of this server answers. */
  elsewhere?: Elsewhere | undefined
  journal: Journal
  log: Logger
}

/** The calls that another process answers, and the way to it. */
export interface Elsewhere {
  forward: Forward
  everyCall(operation: Operation): boolean
  thisCall(call: Call): boolean
}

/** What a route needs of a request. */
type Routed = Pick<FastifyRequest, 'id' | 'raw' | 'params' | 'query'>

/** Takes a request through the server: read, resolve, write, send. The journal records the outcome. */
export function route(
  operation: Operation,
  stages: Stages,
  refuse: (reply: FastifyReply, thrown: unknown, operation?: Operation) => void,
) {
  const bodyless = operation.method === 'GET'
  const isOffered = operation.local !== undefined || operation.write !== undefined
  const { elsewhere } = stages
  return (request: Routed, reply: FastifyReply): void => {
    reply.hijack()
    if (elsewhere?.everyCall(operation) === true) {
      elsewhere.forward.pass(request.raw, reply.raw)
      return
    }
    try {
      refuseElsewhere(operation, request.raw)
    } catch (thrown) {
      refuse(reply, thrown)
      return
    }
    const go = (error: unknown, body: Buffer = EMPTY): void => {
      try {
        if (error === null) respond(request, reply.raw, body, operation, stages)
        else refuse(reply, error, operation)
      } catch (thrown) {
        refuse(reply, thrown, operation)
      }
    }
    if (bodyless || !(isOffered || stages.needsBody(operation, request.raw))) go(null)
    else readBody(request.raw, go)
  }
}

const EMPTY: Buffer = Buffer.alloc(0)

function respond(
  { id, raw, params, query }: Routed,
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
  if (stages.elsewhere?.thisCall(call) === true) {
    stages.elsewhere.forward.pass(raw, reply, body)
    return
  }
  const startedAt = performance.now()
  const { beginnings } = stages.journal
  if (beginnings.followed) beginnings.begun(call)
  const done = chain(answerTo(call, stages), (rendered) => {
    const struck = rendered.struck ?? rendered.answer.fault
    const disturbed =
      struck === undefined ? rendered.wire : stages.disturb(rendered.wire, struck, call)
    return chain(disturbed, (wire) =>
      deliver(call, { ...rendered, wire }, reply, startedAt, stages),
    )
  })
  if (done instanceof Promise)
    done.catch((error: unknown) => {
      unexpected(error, stages)
      breakOff(reply)
    })
}

interface Rendered {
  answer: Answer
  wire: Wire
  struck: Struck | undefined
}

/** Any thrown error becomes an AWS-style error response. */
function answerTo(call: Call, stages: Stages): Rendered | Promise<Rendered> {
  // A fault also applies to the error response.
  let struck: Struck | undefined
  try {
    const rendered = chain(stages.admit(call), () =>
      chain(stages.strike(call), (strike) => {
        struck = strike?.struck
        return chain(strike?.answer ?? stages.resolve(call, strike?.struck), (answer) => ({
          answer,
          wire: stages.write(answer, call),
          struck,
        }))
      }),
    )
    return rendered instanceof Promise
      ? rendered.catch((thrown) => refusal(thrown, call, struck, stages))
      : rendered
  } catch (thrown) {
    return refusal(thrown, call, struck, stages)
  }
}

function refusal(
  thrown: unknown,
  call: Call,
  struck: Struck | undefined,
  stages: Stages,
): Rendered {
  const error = AwsError.from(thrown)
  if (error.cause !== undefined && !(thrown instanceof AwsError)) unexpected(error.cause, stages)
  const source = error.refuser ?? (error.status < 500 ? 'validation' : 'server')
  return { answer: { source, kind: 'error', error }, wire: renderError(error, call), struck }
}

function deliver(
  call: Call,
  rendered: Rendered,
  reply: ServerResponse,
  startedAt: number,
  { journal, log, settle, trace }: Stages,
): void | Promise<void> {
  const answer = rendered.wire.fault?.changes === true ? byFault(rendered.answer) : rendered.answer
  const { wire, tap } = tapped(rendered.wire, journal.clip)
  const sentMs = performance.now() - startedAt
  const userAgent = reply.req.headers['user-agent'] ?? ''
  const headers = keptHeaders(reply.req.headers)
  const finish = (delivery: Delivery): void => {
    const totalMs = performance.now() - startedAt
    const outcome = { answer, wire, tap, delivery, sentMs, totalMs, userAgent, headers }
    const exchange = keep(call, outcome, journal)
    settle?.(exchange)
    trace?.(exchange, call)
    const recorded = answer.kind === 'arriving' ? answer.recorded : undefined
    // The client has its answer; the log line waits until its details are complete.
    if (recorded === undefined) logExchange(log, exchange, answer.warnings)
    else void recorded.then((became) => logExchange(log, exchange, answer.warnings, became))
  }
  const { beginnings } = journal
  const first = () => beginnings.first(call.id, performance.now() - startedAt)
  const sent = send(reply, wire, headersOf(answer, call), beginnings.followed ? first : undefined)
  if (!(sent instanceof Promise)) return finish(sent)
  return journal.totals.whileOpen(call.operation, sent).then(finish)
}

const unexpected = (error: unknown, { log }: Stages): void =>
  log.error({ err: error }, 'unexpected error')

const byFault = (answer: Answer): Answer => ({ ...answer, source: 'fault' })

function headersOf({ source, fixture, served }: Answer, { id, operation }: Call): Headers {
  const requestId = ['x-amzn-RequestId', id] as const
  const from = ['x-bedrock-local-source', source] as const
  const all: Headers[number][] =
    operation.door === undefined ? [requestId, from] : [['x-request-id', id], requestId, from]
  if (fixture !== undefined) all.push(['x-bedrock-local-fixture', headerText(fixture)])
  if (served !== undefined) all.push(['x-bedrock-local-model', headerText(served.model)])
  return all
}

const ODD = /[^ -~]|%/u

/** Keeps a name readable; percent-encodes what headers may not contain, and the percent sign. */
function headerText(name: string): string {
  if (!ODD.test(name)) return name
  // Through bytes, because lone surrogates cannot be percent-encoded.
  return name.replaceAll(/[^ -~]|%/gu, (sign) => encodeURIComponent(Buffer.from(sign).toString()))
}
