import { randomBytes, randomUUID } from 'node:crypto'
import { codeVersion } from './code-version.ts'
import { readEmbeddedMetrics } from './embedded-metrics.ts'
import type { MetricSample } from './embedded-metrics.ts'
import type { Environment, TakeChunk } from './environment.ts'
import { FunctionLog } from './function-log.ts'
import { prepare } from './functions.ts'
import type { FunctionError, Invoke, LambdaFunction } from './messages.ts'
import { Pool } from './pool.ts'
import { functionArn, variablesOf } from './variables.ts'
import type { Surroundings } from './variables.ts'
import type { CallEvent } from './watchers.ts'

export interface RunnerOptions {
  region: string
  account: string
  endpoint(): string | undefined
  /** Gets the output of functions as they write it. */
  onLog?: (fn: LambdaFunction, text: string) => void
  /** Gets what happens to each call. */
  onCall?: (fn: LambdaFunction, event: CallEvent) => void
  /** Gets the metrics that functions write to their logs. */
  onMetric?: (fn: LambdaFunction, sample: MetricSample) => void
  /** How long an idle process is kept for the next call. */
  idleMs?: number
  /** How many calls may run at the same time. */
  max?: number
  /** Bytes of one call's output that are passed on to `onLog`. */
  maxLogBytes?: number
}

export interface CallOptions {
  /** The event as JSON text. */
  event: string
  requestId?: string
  clientContext?: string
  variables?: Surroundings['variables']
  /** For callers that read a streamed response chunk by chunk. */
  onChunk?: TakeChunk
}

export interface Result {
  requestId: string
  /** The bytes for the caller: the handler's result, the joined stream, or the error. */
  payload: Buffer
  error?: FunctionError
  /** The content type that a streaming handler has set. */
  contentType?: string
  streamed: boolean
  logTail: Buffer
  durationMs: number
  /** Only present when a process had to be started. */
  initMs?: number
}

// Lambda's limit on a response that is not streamed.
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100

class TooManyCalls extends Error {
  override readonly name = 'TooManyCalls'
}

export interface Runner {
  invoke(fn: LambdaFunction, options: CallOptions): Promise<Result>
  /** Ends the running calls of a function by ending their processes; returns how many there were. */
  stop(name: string): number
  close(): void
}

/** Runs functions as Lambda does: each call has a process to itself, which is kept for the next call. */
export function createRunner(options: RunnerOptions): Runner {
  const { idleMs = 60_000, max = 50 } = options
  const pool = new Pool(idleMs)
  const working = new Map<Environment, string>()
  let running = 0
  return {
    async invoke(fn, call) {
      if (running >= max) throw new TooManyCalls()
      running += 1
      try {
        await prepare(fn)
        const endpoint = options.endpoint()
        const surroundings = { region: options.region, endpoint, variables: call.variables }
        // A process can be reused only for the same code, settings and variables.
        const key = JSON.stringify([fn, codeVersion(fn), endpoint, call.variables])
        const { env, cold } = await pool.take(key, fn, () => variablesOf(fn, surroundings))
        working.set(env, fn.name)
        const result = await run(fn, env, call, options, cold ? env.initMs : undefined)
        working.delete(env)
        pool.give(key, env)
        return result
      } finally {
        running -= 1
      }
    },
    stop(name) {
      const ended = [...working].filter(([, fn]) => fn === name)
      for (const [env] of ended) env.kill()
      return ended.length
    },
    close: () => pool.close(),
  }
}

async function run(
  fn: LambdaFunction,
  env: Environment,
  call: CallOptions,
  options: RunnerOptions,
  initMs: number | undefined,
): Promise<Result> {
  const { requestId = randomUUID() } = call
  const listeners = {
    onText(text: string) {
      options.onLog?.(fn, text)
      options.onCall?.(fn, { type: 'log', requestId, text })
    },
    onLine: (line: string) => {
      for (const sample of readEmbeddedMetrics(line)) options.onMetric?.(fn, sample)
    },
  }
  const log = new FunctionLog(listeners, options.maxLogBytes ?? 256 * 1024)
  const stream = collect(call.onChunk)
  options.onCall?.(fn, {
    type: 'begin',
    requestId,
    at: Date.now(),
    cold: initMs !== undefined,
  })
  log.write(`START RequestId: ${requestId} Version: $LATEST\n`)
  const startedAt = performance.now()
  const outcome = await env.run({
    message: messageOf(fn, requestId, call, options),
    timeoutMs: fn.timeoutSec * 1000,
    log,
    onChunk: (bytes, contentType) => stream.take(bytes, contentType),
  })
  const durationMs = performance.now() - startedAt
  log.write(report(requestId, fn, durationMs, initMs, outcome.rss))
  const payload = outcome.payload === undefined ? stream.joined() : Buffer.from(outcome.payload)
  const error = outcome.error ?? sizeError(payload)
  options.onCall?.(fn, {
    type: 'end',
    requestId,
    at: Date.now(),
    durationMs,
    ...(initMs !== undefined && { initMs }),
    ...(error !== undefined && { error }),
  })
  return {
    requestId,
    payload: error === undefined ? payload : Buffer.from(JSON.stringify(error)),
    ...(error !== undefined && { error }),
    ...(stream.contentType !== undefined && { contentType: stream.contentType }),
    // A streaming handler may also write nothing.
    streamed: stream.streamed || (outcome.payload === undefined && error === undefined),
    logTail: log.tail(),
    durationMs,
    ...(initMs !== undefined && { initMs }),
  }
}

function messageOf(
  fn: LambdaFunction,
  requestId: string,
  call: CallOptions,
  options: RunnerOptions,
): Invoke {
  const root = `1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`
  return {
    type: 'invoke',
    requestId,
    event: call.event,
    deadlineMs: Date.now() + fn.timeoutSec * 1000,
    arn: functionArn(fn.name, options),
    traceId: `Root=${root};Sampled=0`,
    ...(call.clientContext !== undefined && { clientContext: call.clientContext }),
  }
}

/** Passes a streamed response on in chunks, or joins it when the caller cannot read chunks. */
function collect(onChunk: CallOptions['onChunk']) {
  const chunks: Buffer[] = []
  let bytes = 0
  const stream = {
    streamed: false,
    contentType: undefined as string | undefined,
    take(chunk: Buffer, contentType: string | undefined): Promise<void> | void {
      stream.streamed = true
      stream.contentType = contentType
      if (onChunk !== undefined) return onChunk(chunk, contentType)
      bytes += chunk.length
      if (bytes - chunk.length <= MAX_RESPONSE_BYTES) chunks.push(chunk)
    },
    joined: () => Buffer.concat(chunks),
  }
  return stream
}

function sizeError({ length }: Buffer): FunctionError | undefined {
  if (length <= MAX_RESPONSE_BYTES) return undefined
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  }
}

function report(
  id: string,
  fn: LambdaFunction,
  durationMs: number,
  initMs: number | undefined,
  rss: number,
): string {
  const used = Math.ceil(rss / 1024 / 1024)
  const fields = [
    `REPORT RequestId: ${id}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${fn.memoryMb} MB`,
    `Max Memory Used: ${used} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
  ]
  return `END RequestId: ${id}\n${fields.join('\t')}\n`
}
