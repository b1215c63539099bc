import { sentHeader } from '../header.ts'
import type { Call } from '../types.ts'

/** The credentials of a call. Anthropic's API also takes a key in its own header, which takes precedence. */
export function authorizationOf({
  operation,
  http,
}: Pick<Call, 'operation' | 'http'>): string | undefined {
  const keyHeader = operation.door?.keyHeader
  const key = keyHeader === undefined ? undefined : sentHeader({ http }, keyHeader)
  return key === undefined || key === '' ? sentHeader({ http }, 'authorization') : `Bearer ${key}`
}
