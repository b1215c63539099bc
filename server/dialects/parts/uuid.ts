import type { Ids } from '../dialect.ts'

/** A version 4 UUID made of the ids the service generates. */
export function uuid(ids: Ids): string {
  const hex = ids('', 32, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
