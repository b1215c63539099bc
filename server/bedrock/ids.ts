import type { Ids } from '../dialects/dialect.ts'
import { drawsFrom } from '../random.ts'

const HEX = '0123456789abcdef'

/** The letters, and how many bits one of them takes from a random number. */
const ALPHABETS = {
  base62: ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 16],
  base64url: ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-', 6],
  base32: ['abcdefghijklmnopqrstuvwxyz234567', 5],
  hex: [HEX, 4],
  uuid: [HEX, 4],
} as const

/** Seeded ids: the same seed gives the same sequence, without duplicates. */
export function createIds(seed: () => string): Ids {
  let count = 0
  let text: string | undefined
  return (prefix, length, alphabet = 'base62') => {
    text ??= seed()
    const [letters, bits] = ALPHABETS[alphabet]
    const draw = drawsFrom(`${count++}/${text}`)
    let id = prefix
    let drawn = 0
    let left = 0
    for (let at = 0; at < length; at++) {
      if (left < bits) {
        drawn = draw()
        left = 32
      }
      id += letters[(drawn & ((1 << bits) - 1)) % letters.length]
      drawn >>>= bits
      left -= bits
    }
    return alphabet === 'uuid' ? dashed(id) : id
  }
}

/** A version 4 UUID of 32 digits. */
const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
