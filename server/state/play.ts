import { keepsCount } from './wants.ts'
import type { FixtureWant, TakenFixture } from './wants.ts'

/** The progress of a fixture in one session. */
export interface Plays {
  failed: number
  played: number
}

/** Counts and returns the fixture that answers; `playsOf` is only called for those that keep count. */
export function takeFixture(
  wants: readonly FixtureWant[],
  playsOf: (want: FixtureWant) => Plays,
): TakenFixture | undefined {
  for (const [at, want] of wants.entries()) {
    if (!keepsCount(want)) {
      if (want.after === 'plays') return { at, fails: false, place: 0 }
      continue
    }
    const plays = playsOf(want)
    const fails = plays.failed < want.fails
    if (fails) plays.failed += 1
    else if (want.after === 'next') continue
    const goesOn = want.after === 'counts' && (!fails || want.cuts)
    return { at, fails, place: goesOn ? plays.played++ : 0 }
  }
  return undefined
}
