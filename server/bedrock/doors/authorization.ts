import { sentHeader } from '../header.ts'
import type { Call } from '../types.ts'

/** The credentials of a call. Anthropic's API also takes a key in a header of its own, which comes first. */
export function authorizationOf({
  operation,
  http,
}: Pick<Call, 'operation' | 'http'>): string | undefined {
  const keyHeader = operation.door?.keyHeader
  const key = keyHeader === undefined ? undefined : sentHeader({ http }, keyHeader)
  return key === undefined || key === '' ? sentHeader({ http }, 'authorization') : `Bearer ${key}`
}
