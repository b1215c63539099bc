import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime'
import { BadRequest } from './event.ts'
import { log } from './log.ts'

/** What a function URL or API Gateway turns into an HTTP response. */
export interface HttpAnswer {
  statusCode: number
  headers: Record<string, string>
  body: string
}

export function json(statusCode: number, value: unknown): HttpAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  }
}

export function textOf(content: readonly ContentBlock[] | undefined): string {
  return (content ?? []).map((block) => block.text ?? '').join('')
}

/** 400 for a senseless input, 502 when Bedrock failed, 500 for everything else, which is our own fault. */
export function failed(error: unknown): HttpAnswer {
  if (error instanceof BadRequest) return json(400, { error: error.message })
  const reason = bedrockFailure(error)
  if (reason !== undefined) return json(502, { error: 'Bedrock request failed', detail: reason })
  logUnexpected(error)
  return json(500, { error: 'Internal error' })
}

/** The shorter form: 400 for a senseless input, 500 with the reason otherwise. */
export function failedPlainly(error: unknown): HttpAnswer {
  if (error instanceof BadRequest) return json(400, { error: error.message })
  const reason = bedrockFailure(error)
  if (reason !== undefined) return json(500, { error: reason })
  logUnexpected(error)
  return json(500, { error: 'Internal error' })
}

/** The reason when Bedrock, or the way to it, failed; undefined when the error is none of theirs. */
export function bedrockFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  // The SDK marks everything that went through it, a refused connection as much as an AccessDeniedException.
  if (!('$metadata' in error)) return undefined
  // Empty on an exception that came in the middle of a stream.
  const { httpStatusCode, requestId, attempts } = (error.$metadata ?? {}) as Metadata
  // Its message may quote what was asked, so it goes to the caller and not into the log.
  log.error('Bedrock request failed', {
    reason: error.name,
    status: httpStatusCode,
    requestId,
    attempts,
  })
  return `${error.name}: ${error.message}`
}

interface Metadata {
  httpStatusCode?: number
  requestId?: string
  attempts?: number
}

function logUnexpected(error: unknown): void {
  log.error('Unexpected error', { stack: error instanceof Error ? error.stack : String(error) })
}
