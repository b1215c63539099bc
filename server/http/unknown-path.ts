import type { IncomingMessage } from 'node:http'
import { AwsError } from '../aws/errors.ts'
import { isElsewhere, namedHost, signedFor } from '../bedrock/doors/host.ts'
import { operations, others } from '../bedrock/operations.ts'
import type { Operation } from '../bedrock/types.ts'

const pathsOf = ({ path, alsoAt = [] }: { path: string; alsoAt?: readonly string[] }) => [
  ...alsoAt,
  path,
]

/** Why no operation matches a request: the method is wrong, or the path is not one of Bedrock's. */
export function whyUnknown(method: string, path: string): string {
  const near = [...operations, ...others].filter((one) =>
    pathsOf(one).some((own) => patternOf(own).test(path)),
  )
  if (near.length > 0)
    return near.map((one) => `${one.name} takes ${one.method}, not ${method}`).join('; ')
  // A client of OpenAI or Anthropic whose base URL lacks its prefix.
  const intended = operations
    .filter(({ door }) => door !== undefined)
    .flatMap(pathsOf)
    .find((own) => path.length > 1 && own.endsWith(path))
  if (intended === undefined) return 'not a path of Bedrock'
  return `not a path of Bedrock; ${intended} is: the base URL lacks ${intended.slice(0, -path.length)}`
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`)
}

/** A response to a request that has no operation. */
interface Unknown {
  status: number
  headers: Record<string, string>
  body: string
}

const OUTPUT =
  '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}'

const hostIn = ({ headers }: IncomingMessage): string =>
  String(headers[':authority'] ?? headers.host ?? '')

/** Refuses an operation that the host named by a request does not have. */
export function refuseElsewhere(operation: Operation, request: IncomingMessage): void {
  const { url = '', headers } = request
  const name = hostIn(request)
  if (isElsewhere(operation, url, name, headers.authorization))
    throw new AwsError(
      'UnknownOperationException',
      `${operation.name} is not available at this host`,
    )
}

/**
 * bedrock-mantle answers unknown paths with an empty body. Bedrock Runtime answers a JSON POST with status 200 and says
 * that there is no such operation. Undefined: like all other paths.
 */
export function unknownBelowDoors(request: IncomingMessage) {
  const { method, url = '', headers, rawHeaders } = request
  const named = namedHost(hostIn(request))
  const isMantle = url.startsWith('/v1/') || signedFor(headers.authorization) === 'bedrock-mantle'
  if (named === 'mantle' || (named === undefined && isMantle))
    return { status: 404, headers: {}, body: '' } satisfies Unknown
  const isRuntime = named === 'runtime' || /^\/(?:openai|anthropic)\//.test(url)
  if (method !== 'POST' || !isRuntime) return undefined
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && /^content-type$/i.test(name))
  if (at === -1 || !/json/i.test(rawHeaders[at + 1] ?? '')) return undefined
  const type = { 'Content-Type': 'application/json' }
  return { status: 200, headers: type, body: OUTPUT } satisfies Unknown
}
