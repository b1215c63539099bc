import { signal } from '@preact/signals'
import { pathOf } from '../code/call.ts'
import { session } from '../route.ts'
import { health } from '../server-state.ts'
import { isHeaderText, Unreachable } from './admin.ts'

/** A request to Bedrock's own API, as an SDK would send it. */
export interface RuntimeCall {
  operation: string
  modelId: string
  /** JSON text. */
  body: string
  /** The path, for APIs other than Bedrock's own. */
  path?: string
  /** Whose sequences and counters advance. */
  session?: string
  headers?: Readonly<Record<string, string>>
}

/** The bearer key for servers that check credentials: this page cannot sign. Kept in memory only. */
export const bearerKey = signal<string | undefined>(undefined)

/** Whether the user has agreed, in this tab, that calls cost money. */
export const maySpend = signal(false)

/** Whether a call goes to the real Bedrock if no fixture or recording answers. */
export function costsMoney(): boolean {
  const mode = health.value?.mode
  return mode === 'record' || mode === 'proxy'
}

/** The page's own session. */
export const OWN_SESSION = 'console'

/** The session of the page's calls: the one that the user has chosen, if a header can name it. */
export function sessionOfCalls(): string {
  const name = session.value ?? ''
  return HEADER_TEXT.test(name) ? name : OWN_SESSION
}

const HEADER_TEXT = /^[!-~](?:[ -~]*[!-~])?$/

/** The guardrails that calls of this page may name. */
export async function listGuardrails(): Promise<readonly { id: string; name: string }[]> {
  const response = await fetch('/guardrails', {
    headers: {
      'x-bedrock-local-session': sessionOfCalls(),
      ...(isHeaderText(bearerKey.value) && { authorization: `Bearer ${bearerKey.value}` }),
    },
  })
  if (!response.ok) return []
  const { guardrails } = (await response.json()) as {
    guardrails?: readonly { id: string; name: string }[]
  }
  return guardrails ?? []
}

/** A request as originally sent. */
export interface SentCall {
  method: string
  /** Its path and query. */
  url: string
  body: string
  session: string
  headers?: Readonly<Record<string, string>>
}

/** Sends it; the body of the answer is still arriving. */
export const send = (call: RuntimeCall, aborted?: AbortSignal): Promise<Response> =>
  sendAgain(
    { session: sessionOfCalls(), ...call, method: 'POST', url: call.path ?? pathOf(call) },
    aborted,
  )

/** The same for a call of any operation. */
export async function sendAgain(
  { method, url, body, session: owner, headers }: SentCall,
  aborted?: AbortSignal,
): Promise<Response> {
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return fetch(url, {
    method,
    headers: {
      ...(hasBody && { 'content-type': 'application/json' }),
      'x-bedrock-local-session': owner,
      ...(isHeaderText(bearerKey.value) && { authorization: `Bearer ${bearerKey.value}` }),
      ...(maySpend.value && { 'x-bedrock-local-spend': 'yes' }),
      ...headers,
    },
    ...(hasBody && { body }),
    ...(aborted !== undefined && { signal: aborted }),
  }).catch((thrown: unknown) => {
    if (aborted?.aborted === true) throw thrown
    throw new Unreachable()
  })
}

export const requestId = (response: Response): string =>
  response.headers.get('x-amzn-requestid') ?? ''

/** The name and message of an error: AWS's, or as OpenAI and Anthropic write them. */
export function errorIn(response: Response, text: string): string {
  const header = response.headers.get('x-amzn-errortype') ?? `HTTP ${response.status}`
  return errorEvent(header.split(':')[0] ?? '', text)
}

/** The same for an event in a stream, which has its own type. */
export function errorEvent(type: string, text: string): string {
  const { error, message, Message: capital } = membersOf(text)
  if (typeof error === 'object' && error !== null) {
    const { type: name, message: sentence } = error as { type?: unknown; message?: unknown }
    if (typeof sentence === 'string')
      return `${typeof name === 'string' ? name : type}: ${sentence}`
  }
  const reason = [message, capital].find((one) => typeof one === 'string')
  return `${type}: ${reason ?? text.slice(0, 500)}`
}

function membersOf(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>
  } catch {
    // Something other than JSON answered.
  }
  return {}
}
