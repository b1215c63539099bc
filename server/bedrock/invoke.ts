import { AwsError } from '../aws/errors.ts'
import { dialectByBody } from '../dialects/by-body.ts'
import { dialectOf } from '../dialects/index.ts'
import type { Dialect, Target } from '../dialects/dialect.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { Draft, DraftEvent, EventWriter } from './draft.ts'
import { asSpoken, guardedBody, guardedChunk, guardedChunks, isGuarded } from './guarded-body.ts'
import { GUARDRAIL_CONFIG } from './guarded-input.ts'
import { habitsOf } from '../models/habits.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Message, Reply, Usage } from '../neutral/reply.ts'
import type { Call } from './types.ts'
import type { Headers } from '../aws/headers.ts'

export function read(call: Call): Prompt {
  if (!isObject(call.body)) {
    throw new AwsError(
      'ValidationException',
      'Malformed input request, please reformat your input and try again.',
    )
  }
  const { foundation, sent } = call.model()
  return dialect(call).read(withoutConfig(call.body), foundation ?? sent)
}

/** The configuration for guardrails is for the service; the model never sees it. */
function withoutConfig(body: JsonObject): JsonObject {
  if (body[GUARDRAIL_CONFIG] === undefined) return body
  const { [GUARDRAIL_CONFIG]: _kept, ...rest } = body
  return rest
}

export function writeBody(reply: Reply, to: Target, call: Call): Draft {
  const body =
    reply.kind === 'native' && isObject(reply.body)
      ? reply.body
      : dialect(call).body(asSpoken(reply, to), to)
  return {
    kind: 'body',
    headers: headersOf(reply, call),
    body: JSON.stringify(guardedBody(body, to, call)),
  }
}

export function writeChunks(reply: Reply, to: Target, call: Call): Draft {
  const { metricsApart } = dialect(call)
  const chunks = chunksOf(asSpoken(reply, to), to, call)
  return {
    kind: 'events',
    headers: streamHeaders(call),
    events: guardedEvents(withMetrics(chunks, reply, metricsApart === true, call), to, call),
  }
}

const streamHeaders = (call: Call): Headers => [
  ['X-Amzn-Bedrock-Content-Type', 'application/json'],
  ...echoed(call),
]

/** The metrics are part of the last chunk, or a separate chunk. */
function withMetrics(
  chunks: DraftEvent[],
  reply: Reply,
  areApart: boolean,
  call: Call,
): DraftEvent[] {
  const metrics = { 'amazon-bedrock-invocationMetrics': metricsOf(reply, call) }
  const last = chunks.at(-1)
  if (areApart || last === undefined) chunks.push(chunk(metrics))
  else if (last.payload['amazon-bedrock-invocationMetrics'] === undefined) {
    chunks[chunks.length - 1] = { ...last, payload: { ...last.payload, ...metrics } }
  }
  return chunks
}

/** Writes the chunks of a native stream while the answer arrives. */
export function writeArriving(to: Target, call: Call): EventWriter {
  const { writer, metricsApart } = dialect(call)
  if (writer === undefined)
    throw new AwsError('ValidationException', 'The model is unsupported for streaming')
  const write = writer(to)
  return {
    headers: streamHeaders(call),
    write(delta) {
      if (delta.type !== 'stop')
        return write(delta).map(({ json, tokens }) =>
          chunk(guardedChunk(json, false, to, call), tokens),
        )
      const reply: Message = { ...delta, kind: 'message', content: [] }
      const { stopReason } = asSpoken(reply, to)
      const chunks = write({ ...delta, stopReason }).map(({ json, tokens }) => chunk(json, tokens))
      return guardedEvents(withMetrics(chunks, reply, metricsApart === true, call), to, call)
    },
  }
}

function guardedEvents(chunks: DraftEvent[], to: Target, call: Call): DraftEvent[] {
  if (!isGuarded(to, call)) return chunks
  const bodies = chunks.map(({ payload }) => payload)
  const guarded = guardedChunks(bodies, to, call)
  return chunks.map((event, at) => ({ ...event, payload: guarded[at] ?? event.payload }))
}

const chunk = (payload: JsonObject, tokens = 0): DraftEvent => ({
  type: 'chunk',
  payload,
  tokens,
  wrapped: true,
})

function chunksOf(reply: Reply, to: Target, call: Call): DraftEvent[] {
  const { parts } = dialect(call)
  if (reply.kind === 'native') {
    const bodies = Array.isArray(reply.body) ? reply.body : [reply.body]
    return bodies.filter(isObject).map((body) => chunk(body, 1))
  }
  if (parts === undefined)
    throw new AwsError('ValidationException', 'The model is unsupported for streaming')
  return parts(reply, to).map(({ json, tokens }) => chunk(json, tokens))
}

function dialect(call: Call): Dialect {
  const name = call.model().family?.dialect ?? dialectByBody(call.body)
  if (name === undefined)
    throw new AwsError('ValidationException', 'The provided model identifier is invalid.')
  return dialectOf(name)
}

/** Counts in headers. Only InvokeModel has them; embeddings have no output count, rerank and images have none. */
function headersOf(reply: Reply, call: Call): Headers {
  const headers: [string, string][] = [
    ['X-Amzn-Bedrock-Invocation-Latency', String('latencyMs' in reply ? reply.latencyMs : 0)],
  ]
  const usage = usageOf(reply, call, true)
  if (usage?.cacheWriteInputTokens !== undefined) {
    headers.push([
      'X-Amzn-Bedrock-Cache-Write-Input-Token-Count',
      String(usage.cacheWriteInputTokens),
    ])
  }
  if (usage?.cacheReadInputTokens !== undefined) {
    headers.push([
      'X-Amzn-Bedrock-Cache-Read-Input-Token-Count',
      String(usage.cacheReadInputTokens),
    ])
  }
  if (usage !== undefined)
    headers.push(['X-Amzn-Bedrock-Output-Token-Count', String(usage.outputTokens)])
  const input = usage?.inputTokens ?? (reply.kind === 'embeddings' ? reply.inputTokens : undefined)
  if (input !== undefined) headers.push(['X-Amzn-Bedrock-Input-Token-Count', String(input)])
  return [...headers, ...echoed(call)]
}

/**
 * Nova always reports cache counts, others if the request has a cache point; the headers of the newest Claude models
 * only report reads.
 */
function usageOf(reply: Reply, call: Call, inHeaders: boolean): Usage | undefined {
  const usage = 'usage' in reply ? reply.usage : undefined
  if (usage === undefined) return undefined
  const { countsCache, cacheUsage } = habitsOf(call.model().family)
  if (countsCache === true) return { ...NO_CACHE, ...usage }
  return inHeaders && cacheUsage === 'read' ? { cacheReadInputTokens: 0, ...usage } : usage
}

const NO_CACHE = { cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }

function metricsOf(reply: Reply, call: Call): JsonObject {
  const usage = usageOf(reply, call, false)
  const latency = 'latencyMs' in reply ? reply.latencyMs : 0
  return {
    inputTokenCount: usage?.inputTokens ?? 0,
    outputTokenCount: usage?.outputTokens ?? 0,
    invocationLatency: latency,
    firstByteLatency: Math.round(latency / 3),
    ...(usage?.cacheReadInputTokens !== undefined && {
      cacheReadInputTokenCount: usage.cacheReadInputTokens,
    }),
    ...(usage?.cacheWriteInputTokens !== undefined && {
      cacheWriteInputTokenCount: usage.cacheWriteInputTokens,
    }),
  }
}

/** The latency class and service tier of the request are echoed. */
function echoed({ input }: Call): Headers {
  const headers: [string, string][] = []
  const { performanceConfigLatency, serviceTier } = input
  if (typeof performanceConfigLatency === 'string') {
    headers.push(['X-Amzn-Bedrock-PerformanceConfig-Latency', performanceConfigLatency])
  }
  if (typeof serviceTier === 'string') headers.push(['X-Amzn-Bedrock-Service-Tier', serviceTier])
  return headers
}
