import { drawFrom, nextState } from '../random.ts'
import type { FaultWant } from './wants.ts'

/** The progress of a fault in one session. */
export interface Strikes {
  met: number
  struck: number
  /** State of its random number generator. */
  random: number
}

export const newStrikes = ({ random = 0 }: Pick<FaultWant, 'random'>): Strikes => ({
  met: 0,
  struck: 0,
  random,
})

/** Counts a call that a fault matches, and returns whether it strikes. */
export function strikes(
  { times, every, probability }: Pick<FaultWant, 'times' | 'every' | 'probability'>,
  progress: Strikes,
): boolean {
  if (times !== undefined && progress.struck >= times) return false
  progress.met += 1
  if (every !== undefined && progress.met % every !== 0) return false
  if (probability !== undefined && next(progress) >= probability) return false
  progress.struck += 1
  return true
}

/** From 0 up to 1. */
function next(progress: Strikes): number {
  progress.random = nextState(progress.random)
  return drawFrom(progress.random) / 4_294_967_296
}
