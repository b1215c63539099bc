import type { AwsError, ErrorName } from '../../aws/errors.ts'
import type { StreamEvent } from '../../framing/framing.ts'
import type { JsonObject } from '../../json.ts'
import { createIds } from '../ids.ts'
import type { Refusal, RequestInfo } from '../types.ts'
import { hostOf } from './host.ts'
import { asAws } from './openai-error.ts'

/** Anthropic's type for AWS's errors, and its status if it differs. */
const TYPES: Readonly<Partial<Record<ErrorName, readonly [type: string, status?: number]>>> = {
  ValidationException: ['invalid_request_error'],
  SerializationException: ['invalid_request_error'],
  ServiceQuotaExceededException: ['invalid_request_error'],
  AccessDeniedException: ['permission_error'],
  ResourceNotFoundException: ['not_found_error'],
  FixtureNotFoundException: ['not_found_error'],
  UnknownOperationException: ['not_found_error'],
  RequestEntityTooLargeException: ['request_too_large'],
  ThrottlingException: ['rate_limit_error'],
  ModelNotReadyException: ['overloaded_error', 529],
  ServiceUnavailableException: ['overloaded_error', 529],
  ModelTimeoutException: ['timeout_error', 504],
}

function identity({ name, refuser, status }: AwsError): { type: string; status: number } {
  if (refuser === 'auth') return { type: 'authentication_error', status: 401 }
  const [type, own = status] = TYPES[name] ?? ['api_error', 500]
  return { type, status: own }
}

const errorOf = (error: AwsError): JsonObject => ({
  type: identity(error).type,
  message: error.message,
})

/** As on the other APIs, Bedrock Runtime checks credentials and permissions before the API is reached. */
export function refuseAsAnthropic(error: AwsError, request: RequestInfo): Refusal {
  const isFront = error.refuser === 'auth' || error.refuser === 'policy'
  if (isFront && hostOf(request) === 'runtime') return asAws(error)
  const request_id = createIds(() => request.id)('req_', 52, 'base32')
  const body = JSON.stringify({ type: 'error', request_id, error: errorOf(error) })
  return {
    status: isFront ? 401 : identity(error).status,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(body),
  }
}

export function anthropicErrorEvent(error: AwsError): StreamEvent {
  const payload = JSON.stringify({ type: 'error', error: errorOf(error) })
  return { type: 'error', payload, exception: true }
}
