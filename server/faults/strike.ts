import { crc32 } from 'node:zlib'
import { drawFrom, nextState } from '../random.ts'
import type { Session } from '../sessions.ts'
import type { FaultRule } from './rule.ts'

/** The progress of a rule in one session. */
export interface Progress {
  met: number
  struck: number
  /** State of the rule's random number generator. */
  random: number
}

/** Each rule and session has its own generator, so that others do not influence when it strikes. */
export function newProgress({ written }: FaultRule, session: Session, seed: number): Progress {
  const random = crc32(JSON.stringify(written), crc32(session.name, seed))
  return { met: 0, struck: 0, random }
}

/** Counts a matching call and returns whether the rule strikes it. Must be called before anything is awaited. */
export function strikes({ written, struck }: FaultRule, progress: Progress): boolean {
  const { times, total, every, probability } = written
  if (times !== undefined && progress.struck >= times) return false
  if (total !== undefined && struck >= total) return false
  progress.met += 1
  if (every !== undefined && progress.met % every !== 0) return false
  if (probability !== undefined && next(progress) >= probability) return false
  progress.struck += 1
  return true
}

/** From 0 up to 1. */
function next(progress: Progress): number {
  progress.random = nextState(progress.random)
  return drawFrom(progress.random) / 4_294_967_296
}
