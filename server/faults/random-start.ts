import { crc32 } from 'node:zlib'
import type { Session } from '../sessions.ts'
import type { WrittenFault } from './rule.ts'

/** Each rule and session has its own random numbers, so that others do not influence when it strikes. */
export function randomStart(written: WrittenFault, session: Session, seed: number): number {
  return crc32(JSON.stringify(written), crc32(session.name, seed))
}
