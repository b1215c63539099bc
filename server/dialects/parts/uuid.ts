import type { Ids } from '../dialect.ts'

/** A version 4 UUID made of the ids the service generates. */
export function uuid(ids: Ids): string {
  return ids('', 32, 'uuid')
}
