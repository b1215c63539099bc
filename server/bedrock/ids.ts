import { randomUUID } from 'node:crypto'
import type { Ids } from '../dialects/dialect.ts'
import { drawsFrom } from '../random.ts'

const HEX = '0123456789abcdef'

/** Letters, and how many bits of a random number choose two of them. */
const ALPHABETS = {
  base62: alphabet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 32),
  base64url: alphabet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-', 12),
  base32: alphabet('abcdefghijklmnopqrstuvwxyz234567', 10),
  hex: alphabet(HEX, 8),
  uuid: alphabet(HEX, 8),
} as const

/** All pairs of letters: the first letters, then the second ones. */
function alphabet(letters: string, bits: number): Alphabet {
  const all = Buffer.from(letters)
  const { length } = all
  const first = new Uint8Array(length ** 2)
  const second = new Uint8Array(length ** 2)
  // A row at a time, since these are made at every start.
  for (const [row, letter] of all.entries()) {
    first.fill(letter, row * length, (row + 1) * length)
    second.set(all, row * length)
  }
  const pairs = length ** 2
  const mask = (pairs & (pairs - 1)) === 0 ? pairs - 1 : 0
  return { pairs, mask, first, second, bits }
}

interface Alphabet {
  pairs: number
  /** The bit mask for the remainder by the number of pairs, if that is a power of two; otherwise 0. */
  mask: number
  first: Uint8Array
  second: Uint8Array
  bits: number
}

const MAX_LENGTH = 64
const MAX_PREFIX = 64

/**
 * A buffer for assembling ids, with their prefixes. A string that is put together consists of pieces, which the journal
 * would retain.
 */
const draft = Buffer.alloc(MAX_PREFIX + MAX_LENGTH)

/** Seeded ids: the same seed gives the same sequence, without duplicates. */
export function createIds(seed: () => string): Ids {
  let draw: (() => number) | undefined
  return (prefix, length, name = 'base62') => {
    draw ??= drawsFrom(seed())
    const { pairs, mask, first, second, bits } = ALPHABETS[name]
    const start = Math.min(prefix.length, MAX_PREFIX)
    for (let at = 0; at < start; at++) draft[at] = prefix.charCodeAt(at)
    const size = start + Math.min(length, MAX_LENGTH)
    let drawn = 0
    let left = 0
    for (let at = start; at < size; at += 2) {
      if (left < bits) {
        drawn = draw()
        left = 32
      }
      // The remainder by a power of two costs less as a mask.
      const pair = mask === 0 ? drawn % pairs : drawn & mask
      draft[at] = first[pair] ?? 0
      draft[at + 1] = second[pair] ?? 0
      drawn >>>= bits
      left -= bits
    }
    const id = draft.toString('latin1', 0, size)
    return name === 'uuid' ? dashed(id) : id
  }
}

/** Ids that were never used before. One generator for all of them costs less than one for each call. */
export const freshIds: Ids = createIds(randomUUID)

/** A version 4 UUID of 32 digits. */
const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
