import { AwsError } from '../aws/errors.ts'
import { others } from '../bedrock/operations.ts'
import type { Operation } from '../bedrock/types.ts'

// Operations that the server does not offer have no routes: about a hundred that hardly anybody calls would make every
// start longer.

interface Found {
  operation: Operation
  params: Record<string, string>
}

export const INVALID_PATH = 'The path of the request is not valid.'

/** Ids have up to 2,048 characters, and three times as many when encoded. */
export const MAX_PARAMETER = 8_192

const VARIABLE = /^\{(\w+)\}$/

let rows: readonly { operation: Operation; segments: readonly string[] }[] | undefined

/** The operation of a request, by the path as it was sent; throws if the path is not valid. */
export function findOther(method: string, path: string): Found | undefined {
  rows ??= others
    .flatMap((operation) =>
      [operation.path, ...(operation.alsoAt ?? [])].map((own) => ({
        operation,
        segments: own.split('/'),
      })),
    )
    .toSorted((a, b) => variablesIn(a.segments) - variablesIn(b.segments))
  const sent = path.split('/').map(decoded)
  for (const { operation, segments } of rows) {
    if (operation.method !== method || segments.length !== sent.length) continue
    const params = paramsOf(segments, sent)
    if (params !== undefined) return { operation, params }
  }
  return undefined
}

function decoded(segment: string): string {
  try {
    if (segment.length <= MAX_PARAMETER) return decodeURIComponent(segment)
  } catch {
    // Not encoded correctly.
  }
  throw new AwsError('ValidationException', INVALID_PATH)
}

const variablesIn = (segments: readonly string[]): number =>
  segments.filter((segment) => VARIABLE.test(segment)).length

function paramsOf(
  segments: readonly string[],
  sent: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {}
  for (const [at, segment] of segments.entries()) {
    const value = sent[at] ?? ''
    const name = VARIABLE.exec(segment)?.[1]
    if (name === undefined ? segment !== value : value === '') return undefined
    if (name !== undefined) params[name] = value
  }
  return params
}
