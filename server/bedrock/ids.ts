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

/** In pairs, because a text grows faster by twos. */
function alphabet(letters: string, bits: number): { pairs: readonly string[]; bits: number } {
  const all = letters.split('')
  return { pairs: all.flatMap((first) => all.map((second) => first + second)), bits }
}

/** Seeded ids: the same seed gives the same sequence, without duplicates. */
export function createIds(seed: () => string): Ids {
  let count = 0
  let text: string | undefined
  return (prefix, length, name = 'base62') => {
    text ??= seed()
    const { pairs, bits } = ALPHABETS[name]
    const draw = drawsFrom(`${count++}/${text}`)
    let id = prefix
    let drawn = 0
    let left = 0
    for (let at = 0; at < length; at += 2) {
      if (left < bits) {
        drawn = draw()
        left = 32
      }
      const pair = pairs[drawn % pairs.length] ?? ''
      id += at + 1 < length ? pair : pair.charAt(0)
      drawn >>>= bits
      left -= bits
    }
    return name === 'uuid' ? dashed(id) : id
  }
}

/** A version 4 UUID of 32 digits. */
const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
