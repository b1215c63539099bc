import { setImmediate as breath } from 'node:timers/promises'
import { contentKey } from '../state/content-key.ts'
import type { Counted } from '../state/wants.ts'

/** Thousands of recordings take a while, and calls must not wait for that. */
const AT_ONCE = 100

/** A digest of fixtures and recordings, in any order. */
export async function contentFingerprint(all: readonly Counted[]): Promise<string> {
  const keys: string[] = []
  for (const [at, { key }] of all.entries()) {
    keys.push(key)
    if (at % AT_ONCE === AT_ONCE - 1) await breath()
  }
  return contentKey('', keys.toSorted()).trim()
}
