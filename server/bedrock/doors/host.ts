import { headerOf } from '../../aws/canonical-request.ts'
import { isOnlyOnMantle } from '../../models/mantle.ts'
import type { Plane } from '../service.ts'
import type { Call, RequestInfo } from '../types.ts'

/** The host that a request means: Bedrock Runtime serves the same APIs as bedrock-mantle, with differences. */
export type Host = 'runtime' | 'mantle'

const MANTLE_HOST = /^bedrock-mantle(?:[.:-]|$)/i
const RUNTIME_HOST = /^bedrock-runtime(?:[.:-]|$)/i
const SCOPE = /\/(bedrock(?:-mantle)?)\/aws4_request/

/**
 * Where both have a path, the host name or the service that the signature names decides, then a model that only one of
 * them has, and otherwise it is Bedrock Runtime. Only mantle has paths below `/v1`.
 */
export function hostOf({ http, input }: RequestInfo): Host {
  if (http.url.startsWith('/v1/')) return 'mantle'
  const name = headerOf(http.headers, 'host') ?? ''
  if (MANTLE_HOST.test(name)) return 'mantle'
  if (RUNTIME_HOST.test(name)) return 'runtime'
  const service = SCOPE.exec(headerOf(http.headers, 'authorization') ?? '')?.[1]
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
