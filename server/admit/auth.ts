import { bearerOf, checkShortTerm } from '../aws/bearer-key.ts'
import { AwsError } from '../aws/errors.ts'
import { isPresigned, verifyPresigned } from '../aws/presigned.ts'
import { verify } from '../aws/sigv4.ts'
import type { AcceptedKeys } from '../aws/sigv4.ts'
import { planeOf } from '../bedrock/doors/host.ts'
import type { Call } from '../bedrock/types.ts'
import { authorizationOf } from '../bedrock/doors/authorization.ts'
import { ConfigError } from '../settings/config.ts'
import type { Keys } from './keys.ts'
import type { Config } from '../settings/settings.ts'

/** Throws AWS's error for a call with missing or invalid credentials. */
export type Authenticate = (call: Call) => void

export function createAuthenticator(level: Config['auth'], keys: Keys): Authenticate {
  if (level === 'none') return () => undefined
  if (level === 'present') return requireCredentials
  if (keys.access.size + keys.bearer.size === 0) {
    throw new ConfigError('auth verify needs keys: add them as keys in the config file')
  }
  const known: AcceptedKeys = {
    credentials: [...keys.access.values()],
    bearer: [...keys.bearer.values()],
  }
  return (call) => verifyCall(call, known)
}

function requireCredentials(call: Call): void {
  const { http } = call
  const sent = authorizationOf(call) ?? ''
  if (/^(AWS4-HMAC-SHA256|Bearer)\s+\S/i.test(sent) || isPresigned(http.url)) return
  throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token')
}

function verifyCall(call: Call, keys: AcceptedKeys): void {
  const { http, raw } = call
  const { method, url, headers } = http
  const request = { method, url, headers, body: raw }
  const authorization = authorizationOf(call)
  const known =
    planeOf(call) === 'mantle' ? { ...keys, services: ['bedrock-mantle', 'bedrock'] } : keys
  if (authorization === undefined && isPresigned(url)) {
    const failure = verifyPresigned(request, known)
    if (failure !== undefined) throw failure
    return
  }
  const failure = verify(request, known, new Date(), authorization)
  const shortTerm = failure && shortTermFailure(authorization, failure, known)
  if (shortTerm !== undefined) throw shortTerm
}

const EXPIRED = 'Bearer Token has expired'

/** A bearer key that is not listed may have been made with a listed access key. */
function shortTermFailure(
  authorization: string | undefined,
  failure: AwsError,
  known: AcceptedKeys,
): AwsError | undefined {
  const key = bearerOf(authorization)
  if (key === undefined || failure.message === EXPIRED) return failure
  const state = checkShortTerm(key, known)
  if (state === 'good') return undefined
  if (state === 'unknown') return failure
  return new AwsError('AccessDeniedException', EXPIRED, { origin: 'front', refuser: 'auth' })
}
