import { admin, Refused, request, Unreachable } from '../wire/admin.ts'
import { errorIn } from '../wire/runtime.ts'
import { readEvents } from '../wire/sse.ts'
import { encoded } from './url-request.ts'
import type { UrlRequest } from './url-request.ts'

export interface LambdaFunction {
  name: string
  description: string
  runtime: string
  timeoutSec: number
  memoryMb: number
  streams: boolean
  url: string
}

/** The session of their calls to Bedrock: the page's own. */
export const SESSION = 'console'
const own = { 'x-bedrock-local-session': SESSION }

export const listFunctions = () =>
  admin<{ runs: boolean; functions: readonly LambdaFunction[] }>('/lambdas')

const pathOf = (name: string) => `/lambdas/${encodeURIComponent(name)}`

/** A sample event of a function. */
export interface Sample {
  name: string
  text: string
}

export const sampleEvents = (name: string) => admin<readonly Sample[]>(`${pathOf(name)}/events`)

/** Ends the running calls of a function. */
export const stopCalls = (name: string) => admin(`${pathOf(name)}/stop`, { method: 'POST' })

export type CallEvent =
  | { type: 'begin'; requestId: string; at: number; cold: boolean }
  | { type: 'log'; requestId: string; text: string }
  | { type: 'end'; requestId: string; at: number; durationMs: number; initMs?: number }

/** Follows the calls of a function until it is aborted or the server is gone. */
export async function followCalls(
  name: string,
  onEvent: (event: CallEvent) => void,
  aborted: AbortSignal,
): Promise<void> {
  const response = await request(`${pathOf(name)}/log`, { signal: aborted })
  if (response.body === null) return
  for await (const { type, data } of readEvents(response.body))
    onEvent({ type, ...(JSON.parse(data) as object) } as CallEvent)
}

/** The outcome of an invocation. */
export interface Outcome {
  requestId: string
  status: number
  ms: number
  /** Whether the function failed; the payload has the reason. */
  failed: boolean
  payload: string
  /** The end of the log, as Lambda returns it. */
  log: string
}

/** Invokes a function by Lambda's own API, and waits for it. A dry run only asks whether it could be invoked. */
export async function invoke(
  name: string,
  event: string,
  { dryRun = false, signal }: { dryRun?: boolean; signal?: AbortSignal } = {},
): Promise<Outcome> {
  const before = performance.now()
  const response = await fetch(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
    method: 'POST',
    body: event,
    headers: {
      ...own,
      'content-type': 'application/json',
      'x-amz-log-type': 'Tail',
      ...(dryRun && { 'x-amz-invocation-type': 'DryRun' }),
    },
    ...(signal !== undefined && { signal }),
  }).catch(unreachable(signal))
  const text = await response.text()
  if (!response.ok) throw new Refused(response.status, errorIn(response, text))
  return {
    requestId: response.headers.get('x-amzn-requestid') ?? '',
    status: response.status,
    ms: performance.now() - before,
    failed: response.headers.has('x-amz-function-error'),
    payload: text,
    log: decode(response.headers.get('x-amz-log-result') ?? ''),
  }
}

export interface Piece {
  ms: number
  text: string
}

/** Calls a function URL and passes on each chunk as it arrives. Returns the status. */
export async function askUrl(
  { url }: LambdaFunction,
  asked: UrlRequest,
  onPiece: (piece: Piece) => void,
  signal: AbortSignal,
): Promise<number> {
  const before = performance.now()
  const { method, body } = asked
  const { path, query } = encoded(asked)
  const target = `${url}${path.slice(1)}${query === '' ? '' : `?${query}`}`
  const response = await fetch(target, {
    method,
    headers: own,
    signal,
    ...(method !== 'GET' && { body }),
  }).catch(unreachable(signal))
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {}
    if (done) return response.status
    onPiece({
      ms: performance.now() - before,
      text: decoder.decode(value, { stream: true }),
    })
  }
}

function unreachable(signal: AbortSignal | undefined) {
  return (thrown: unknown): never => {
    throw signal?.aborted === true ? thrown : new Unreachable()
  }
}

function decode(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}
