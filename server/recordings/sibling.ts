import { exceptionOf, readConverseBody, readConverseEvents } from '../bedrock/converse-read.ts'
import type { Reply } from '../neutral/reply.ts'
import type { Door } from '../bedrock/types.ts'
import type { Call } from '../bedrock/types.ts'
import { dialectOf } from '../dialects/index.ts'
import { isObject, parseJson } from '../json.ts'
import type { Json } from '../json.ts'
import type { RecordedResponse } from './recorded-response.ts'
import type { Pace, RecordedEvent, Answer } from '../bedrock/answer.ts'

type Sibling = Extract<Answer, { kind: 'reply' } | { kind: 'error' }>
type Form =
  | Pick<Extract<Sibling, { kind: 'reply' }>, 'kind' | 'reply' | 'pace' | 'stable'>
  | Pick<Extract<Sibling, { kind: 'error' }>, 'kind' | 'error'>

const kept = new WeakMap<RecordedResponse, Form>()

/** Converts a recorded answer for a sibling operation, such as Converse for ConverseStream. Throws if it cannot. */
export function inSiblingForm(response: RecordedResponse, call: Call): Form {
  const before = kept.get(response)
  if (before !== undefined) return before
  const form = translate(response, call)
  kept.set(response, form)
  return form
}

/** Parses a recorded answer of this call's operation group, whichever of its operations was recorded. */
export function translate({ body, latencyMs }: RecordedResponse, call: Call): Form {
  const broken = Buffer.isBuffer(body)
    ? undefined
    : body.find(({ exception }) => exception === true)
  if (broken !== undefined) return { kind: 'error', error: exceptionOf(broken) }
  const { door, native: isNative } = call.operation
  const reply =
    door === undefined
      ? isNative === true
        ? native(body, call)
        : converse(body)
      : throughDoor(body, door)
  return { kind: 'reply', reply, pace: paceOf(reply, latencyMs), stable: reply }
}

function converse(body: Buffer | RecordedEvent[]): Reply {
  return Buffer.isBuffer(body)
    ? readConverseBody(JSON.parse(body.toString()) as Json)
    : readConverseEvents(body)
}

function throughDoor(body: Buffer | RecordedEvent[], { parse, join }: Door): Reply {
  const reply = Buffer.isBuffer(body) ? parse?.(JSON.parse(body.toString()) as Json) : join?.(body)
  if (reply === undefined) throw new Error('this API answers with no message of a model')
  return reply
}

function native(body: Buffer | RecordedEvent[], call: Call): Reply {
  const { family, sent } = call.model()
  if (family === undefined) throw new Error(`${sent} belongs to no known model family`)
  const dialect = dialectOf(family.dialect)
  if (Buffer.isBuffer(body)) {
    if (call.operation.streams === true && dialect.parts === undefined)
      throw new Error(`${dialect.name} does not stream`)
    return dialect.parse(JSON.parse(body.toString()) as Json)
  }
  if (dialect.join === undefined) throw new Error(`${dialect.name} does not stream`)
  return withMetrics(dialect.join(chunks(body)), body)
}

function chunks(events: readonly RecordedEvent[]): Json[] {
  return events.flatMap(({ payload }) => {
    const { bytes } = JSON.parse(payload) as { bytes?: string }
    const chunk = bytes === undefined ? undefined : parseJson(Buffer.from(bytes, 'base64'))
    return chunk === undefined ? [] : [chunk]
  })
}

/** The invocation metrics contain the latency, which native chunks do not. */
function withMetrics(reply: Reply, events: readonly RecordedEvent[]): Reply {
  if (reply.kind !== 'message' || reply.latencyMs > 0) return reply
  for (const chunk of chunks(events).toReversed()) {
    const metrics = isObject(chunk) ? chunk['amazon-bedrock-invocationMetrics'] : undefined
    if (!isObject(metrics)) continue
    const latency = metrics['invocationLatency']
    return typeof latency === 'number' ? { ...reply, latencyMs: latency } : reply
  }
  return reply
}

/** The recording has the total duration, over which the tokens are spread evenly. */
function paceOf(reply: Reply, latencyMs: number): Pace {
  const tokens = reply.kind === 'message' ? reply.usage.outputTokens : 0
  if (latencyMs <= 0 || tokens <= 0) return { kind: 'instant' }
  const firstByteMs = Math.round(latencyMs / 3)
  return {
    kind: 'tokens',
    firstByteMs,
    tokensPerSecond: tokens / ((latencyMs - firstByteMs) / 1000),
  }
}
