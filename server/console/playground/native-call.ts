import { parse } from '../live/exchange.ts'
import { readFrames } from '../wire/frames.ts'
import { received } from '../wire/received.ts'
import { errorEvent, errorIn, requestId, send } from '../wire/runtime.ts'
import type { RuntimeCall } from '../wire/runtime.ts'

export interface Outcome {
  requestId: string
  source: string
  fixture?: string
  ms: number
  /** The body, or one chunk per line. */
  text: string
  chunks?: readonly unknown[]
}

/** Sends it, and collects the answer. Throws an Error with AWS's type and message. */
export async function invoke(call: RuntimeCall, aborted: AbortSignal): Promise<Outcome> {
  const startedAt = performance.now()
  const response = await send(call, aborted)
  const fixture = response.headers.get('x-bedrock-local-fixture')
  const known = {
    requestId: requestId(response),
    source: response.headers.get('x-bedrock-local-source') ?? 'unknown',
    ...(fixture !== null && { fixture: decodeURIComponent(fixture) }),
  }
  if (!response.ok) throw new Error(errorIn(response, await received(response.text())))
  if (call.operation === 'InvokeModel' || response.body === null) {
    const text = await received(response.text())
    return { ...known, text, ms: performance.now() - startedAt }
  }
  const chunks: unknown[] = []
  let length = ''
  for await (const { kind, type, payload } of readFrames(response.body)) {
    if (kind !== 'event') throw new Error(errorEvent(type, payload))
    const text = nativeText(payload)
    length += text
    chunks.push(parse(text) ?? text)
  }
  return { ...known, text: length, chunks, ms: performance.now() - startedAt }
}

/** A chunk's own JSON travels as base64. */
function nativeText(payload: string): string {
  const { bytes: base64 = '' } = (parse(payload) ?? {}) as { bytes?: string }
  const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return new TextDecoder().decode(raw)
}
