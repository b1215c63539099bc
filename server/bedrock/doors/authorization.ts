import { headerOf } from '../../aws/canonical-request.ts'
import type { Call } from '../types.ts'

/** The credentials of a call. Anthropic's API also takes a key in a header of its own, which comes first. */
export function authorizationOf({
  operation,
  http,
}: Pick<Call, 'operation' | 'http'>): string | undefined {
  const { headers } = http
  const keyHeader = operation.door?.keyHeader
  const key = keyHeader === undefined ? undefined : headerOf(headers, keyHeader)
  return key === undefined || key === '' ? headerOf(headers, 'authorization') : `Bearer ${key}`
}
