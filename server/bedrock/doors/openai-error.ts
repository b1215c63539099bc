import { errorBody, errorType } from '../../aws/errors.ts'
import type { AwsError, ErrorName } from '../../aws/errors.ts'
import type { StreamEvent } from '../../framing/framing.ts'
import type { JsonObject } from '../../json.ts'
import { sentHeader } from '../header.ts'
import type { Refusal, RequestInfo } from '../types.ts'
import { hostOf } from './host.ts'

/** OpenAI's words for AWS's errors. Codes that were not observed are those of OpenAI's own API. */
const WORDS: Readonly<Partial<Record<ErrorName, readonly [code: string, type: string]>>> = {
  ValidationException: ['validation_error', 'invalid_request_error'],
  SerializationException: ['validation_error', 'invalid_request_error'],
  RequestEntityTooLargeException: ['request_too_large', 'invalid_request_error'],
  AccessDeniedException: ['access_denied', 'permission_error'],
  ResourceNotFoundException: ['not_found_error', 'invalid_request_error'],
  FixtureNotFoundException: ['fixture_not_found', 'invalid_request_error'],
  ConflictException: ['conflict', 'invalid_request_error'],
  ThrottlingException: ['rate_limit_exceeded', 'rate_limit_error'],
  ServiceQuotaExceededException: ['insufficient_quota', 'rate_limit_error'],
  ModelNotReadyException: ['model_not_ready', 'rate_limit_error'],
  ModelTimeoutException: ['model_timeout', 'server_error'],
  ServiceUnavailableException: ['service_unavailable', 'server_error'],
}

/** The member `error`, keys in the order of the service. */
export function openAiError(error: AwsError, request?: RequestInfo): JsonObject {
  const [code, type] = identity(error)
  const message =
    code === 'invalid_api_key' && isBearer(request) ? 'Invalid bearer token' : error.message
  return { error: { code, message, param: null, type } }
}

function identity({ name, refuser }: AwsError): readonly [code: string, type: string] {
  if (refuser === 'auth') return ['invalid_api_key', 'authentication_error']
  return WORDS[name] ?? ['internal_error', 'server_error']
}

const isBearer = (request: RequestInfo | undefined): boolean =>
  request !== undefined && /^Bearer\s/i.test(sentHeader(request, 'authorization') ?? '')

/**
 * On bedrock-mantle everything is refused in OpenAI's form, a missing permission with 401. On Bedrock Runtime credentials
 * and permissions are checked before the API is reached, and refused as everywhere on that host.
 */
export function refuseAsOpenAi(error: AwsError, request: RequestInfo): Refusal {
  const { refuser } = error
  const isFront = refuser === 'auth' || refuser === 'policy'
  if ((isFront || IDENTIFIER.test(error.message)) && hostOf(request) === 'runtime')
    return asAws(error)
  const body = Buffer.from(JSON.stringify(openAiError(error, request)))
  return { status: isFront ? 401 : error.status, headers: JSON_TYPE, body }
}

/** Of a name that Bedrock Runtime does not take, as seen. */
const IDENTIFIER =
  /^The provided model identifier is invalid|with on-demand throughput isn’t supported/

const JSON_TYPE = [['Content-Type', 'application/json']] as const

export function asAws(error: AwsError): Refusal {
  const headers = [...JSON_TYPE, ['x-amzn-ErrorType', errorType(error)] as const]
  return { status: error.status, headers, body: errorBody(error) }
}

/** An error in mid-stream, which has no name. */
export function openAiErrorEvent(error: AwsError): StreamEvent {
  return { type: '', payload: JSON.stringify(openAiError(error)), exception: true }
}
