import { Refused, Unreachable } from '../wire/admin.ts'
import { errorType, messageIn } from '../wire/runtime.ts'

export interface LambdaFunction {
  FunctionName: string
  Runtime: string
  Description: string
  Timeout: number
  MemorySize: number
}

/** How an invocation went. */
export interface Outcome {
  status: number
  ms: number
  startedAt: number
  /** What Lambda says where the function failed. */
  failed?: string
  payload: string
  /** The end of the log. */
  log: string
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(`/2015-03-31/functions${path}`, init).catch((thrown: unknown) => {
    if (init.signal?.aborted === true) throw thrown
    throw new Unreachable()
  })
  if (response.ok) return response
  throw new Refused(response.status, `${errorType(response)}: ${messageIn(await response.text())}`)
}

export async function listFunctions(): Promise<LambdaFunction[]> {
  const response = await ask('/')
  return ((await response.json()) as { Functions: LambdaFunction[] }).Functions
}

/** Invokes a function by Lambda's own API, and waits for it. */
export async function invoke(name: string, event: string, signal: AbortSignal): Promise<Outcome> {
  const startedAt = Date.now()
  const before = performance.now()
  const response = await ask(`/${encodeURIComponent(name)}/invocations`, {
    method: 'POST',
    body: event,
    headers: { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' },
    signal,
  })
  const text = await response.text()
  const failed = response.headers.get('x-amz-function-error')
  return {
    status: response.status,
    ms: performance.now() - before,
    startedAt,
    ...(failed !== null && { failed }),
    payload: pretty(text),
    log: decode(response.headers.get('x-amz-log-result') ?? ''),
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function decode(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}
