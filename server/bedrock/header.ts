import { headerOf } from '../aws/canonical-request.ts'
import type { Call } from './types.ts'

interface Sent {
  http: Pick<Call['http'], 'headers' | 'header'>
}

/** A header of a call, by its name in lower case. */
export function sentHeader({ http }: Sent, name: string): string | undefined {
  return http.header === undefined ? headerOf(http.headers, name) : http.header(name)
}
