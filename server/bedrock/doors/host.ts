import { isOnlyOnMantle } from '../../models/mantle.ts'
import { sentHeader } from '../header.ts'
import type { Host, Plane } from '../service.ts'
import type { Call, Operation, RequestInfo } from '../types.ts'

const NAME = /^bedrock-(mantle|runtime)(?:[.:-]|$)/i
const SCOPE = /\/(bedrock(?:-mantle)?)\/aws4_request/

/** What only one of the hosts has. */
const ONLY_MANTLE = /^\/(?:v1(?:\/|$)|anthropic\/v1\/messages\/count_tokens)/
const ONLY_RUNTIME = /^\/openai\/v1\/batches/

/** The host for a name like `bedrock-mantle.us-east-1.api.aws`. */
export function namedHost(name: string): Host | undefined {
  const found = NAME.exec(name)?.[1]
  return found === undefined ? undefined : found.toLowerCase() === 'mantle' ? 'mantle' : 'runtime'
}

/** The service that a request is signed for. */
export const signedFor = (authorization = ''): 'bedrock' | 'bedrock-mantle' | undefined =>
  SCOPE.exec(authorization)?.[1] as ReturnType<typeof signedFor>

export const hostOf = (request: RequestInfo): Host => request.host?.() ?? findHost(request)

/**
 * Where both have a path, the host name or the service that the signature names decides, then a model that only one of
 * them has, and otherwise it is Bedrock Runtime.
 */
export function findHost({ http, input }: Pick<RequestInfo, 'http' | 'input'>): Host {
  if (ONLY_MANTLE.test(http.url)) return 'mantle'
  if (ONLY_RUNTIME.test(http.url)) return 'runtime'
  const named = namedHost(sentHeader({ http }, 'host') ?? '')
  if (named !== undefined) return named
  const service = signedFor(sentHeader({ http }, 'authorization'))
  if (service !== undefined) return service === 'bedrock' ? 'runtime' : 'mantle'
  const sent = input?.['modelId']
  return typeof sent === 'string' && isOnlyOnMantle(sent) ? 'mantle' : 'runtime'
}

/** The service that a call is for. */
export function planeOf(call: RequestInfo & Pick<Call, 'operation'>): Plane {
  const { operation } = call
  return operation.door === undefined || operation.plane === 'mantle'
    ? operation.plane
    : hostOf(call)
}

/**
 * Whether a request names a host of AWS that does not have this operation. Without such a name one port has all of them,
 * but a signature for bedrock-mantle does not apply to what only Bedrock Runtime has.
 */
export function isElsewhere(
  { door }: Pick<Operation, 'door'>,
  url: string,
  name: string,
  authorization: string | undefined,
): boolean {
  const named = namedHost(name)
  if (named === 'runtime') return ONLY_MANTLE.test(url)
  if (named === 'mantle') return door === undefined || ONLY_RUNTIME.test(url)
  return ONLY_RUNTIME.test(url) && signedFor(authorization) === 'bedrock-mantle'
}
