import { signal } from '@preact/signals'
import { pathOf } from '../code/call.ts'
import { health } from '../server-state.ts'
import { Unreachable } from './admin.ts'

/** What is sent to Bedrock's own API, as an SDK would send it. */
export interface RuntimeCall {
  operation: string
  modelId: string
  /** JSON text. */
  body: string
  /** Whose sequences and counters advance. */
  session?: string
  headers?: Readonly<Record<string, string>>
}

/** The bearer key for servers that check credentials: this page cannot sign. Kept in memory only. */
export const bearerKey = signal<string | undefined>(undefined)

/** Whether the user has agreed, in this tab, that calls cost money. */
export const maySpend = signal(false)

/** Whether a call goes to the real Bedrock, where no fixture or recording answers. */
export function costsMoney(): boolean {
  const mode = health.value?.mode
  return mode === 'record' || mode === 'proxy'
}

const SESSION = 'console'

/** The guardrails that calls of this page may name. */
export async function listGuardrails(): Promise<readonly { id: string; name: string }[]> {
  const response = await fetch('/guardrails', {
    headers: {
      'x-bedrock-local-session': SESSION,
      ...(bearerKey.value !== undefined && { authorization: `Bearer ${bearerKey.value}` }),
    },
  })
  if (!response.ok) return []
  const { guardrails } = (await response.json()) as {
    guardrails?: readonly { id: string; name: string }[]
  }
  return guardrails ?? []
}

/** Sends it; the body of the answer is still arriving. Throws Refused with AWS's type and message. */
export async function send(call: RuntimeCall, aborted?: AbortSignal): Promise<Response> {
  const response = await fetch(pathOf(call), {
    method: 'POST',
    body: call.body,
    headers: {
      'content-type': 'application/json',
      'x-bedrock-local-session': call.session ?? SESSION,
      ...(bearerKey.value !== undefined && { authorization: `Bearer ${bearerKey.value}` }),
      ...(maySpend.value && { 'x-bedrock-local-spend': 'yes' }),
      ...call.headers,
    },
    ...(aborted !== undefined && { signal: aborted }),
  }).catch((thrown: unknown) => {
    if (aborted?.aborted === true) throw thrown
    throw new Unreachable()
  })
  return response
}

export const requestId = (response: Response): string =>
  response.headers.get('x-amzn-requestid') ?? ''

/** AWS's name of an error, without what follows the colon. */
export const errorType = (response: Response): string =>
  (response.headers.get('x-amzn-errortype') ?? `HTTP ${response.status}`).split(':')[0] ?? ''

export function messageIn(text: string): string {
  try {
    const body = JSON.parse(text) as { message?: unknown; Message?: unknown }
    const message = body.message ?? body.Message
    if (typeof message === 'string') return message
  } catch {
    // Something other than AWS's JSON answered.
  }
  return text.slice(0, 500)
}
