import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime'
import { BadRequest } from './event.ts'
import { log } from './log.ts'

/** A function URL or API Gateway turns this into an HTTP response. */
export interface HttpResponse {
  statusCode: number
  headers: Record<string, string>
  body: string
}

export function json(statusCode: number, value: unknown): HttpResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  }
}

export function textOf(content: readonly ContentBlock[] | undefined): string {
  return (content ?? []).map((block) => block.text ?? '').join('')
}

/** 400 for invalid input, 502 if Bedrock failed, 500 for everything else, which is a bug. */
export function errorResponse(error: unknown): HttpResponse {
  if (error instanceof BadRequest) return json(400, { error: error.message })
  const detail = describeBedrockError(error)
  if (detail !== undefined) return json(502, { error: 'Bedrock request failed', detail })
  return internalError(error)
}

/** The same for an error of OpenAI's or Anthropic's SDK, whose class says what happened: RateLimitError, NotFoundError ... */
export function apiErrorResponse({
  constructor,
  message,
  status,
  requestID,
}: Error & { status?: number | undefined; requestID?: string | null | undefined }): HttpResponse {
  // The message may quote the prompt, so it goes to the caller and never to the log.
  log.error('Bedrock request failed', {
    reason: constructor.name,
    status,
    requestId: requestID ?? undefined,
  })
  return json(502, { error: 'Bedrock request failed', detail: `${constructor.name}: ${message}` })
}

/** The shorter form: 400 for invalid input, 500 with the reason otherwise. */
export function shortErrorResponse(error: unknown): HttpResponse {
  if (error instanceof BadRequest) return json(400, { error: error.message })
  const reason = describeBedrockError(error)
  return reason === undefined ? internalError(error) : json(500, { error: reason })
}

/** Logs and describes an error of Bedrock or of the connection to it; undefined for any other error. */
export function describeBedrockError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  // The SDK adds $metadata to every error of a request, a refused connection included.
  if (!('$metadata' in error)) return undefined
  // It is empty on an exception that arrived in the middle of a stream.
  const { httpStatusCode, requestId, attempts } = (error.$metadata ?? {}) as Metadata
  // The message may quote the prompt, so it goes to the caller and never to the log.
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

export function internalError(error: unknown): HttpResponse {
  logUnexpected(error)
  return json(500, { error: 'Internal error' })
}

export function logUnexpected(error: unknown): void {
  log.error('Unexpected error', { stack: error instanceof Error ? error.stack : String(error) })
}
