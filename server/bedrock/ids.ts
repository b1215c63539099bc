import { hash } from 'node:crypto'
import type { Ids } from '../dialects/dialect.ts'

const ALPHABETS = {
  base62: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
  base32: 'abcdefghijklmnopqrstuvwxyz234567',
  hex: '0123456789abcdef',
  uuid: '0123456789abcdef',
} as const

/** Seeded ids: the same seed gives the same sequence, without duplicates. No id is longer than a digest. */
export function createIds(seed: () => string): Ids {
  let count = 0
  let text: string | undefined
  return (prefix, length, alphabet = 'base62') => {
    text ??= seed()
    const letters = ALPHABETS[alphabet]
    const id = Buffer.allocUnsafe(length)
    // As text, because a buffer of its own for each digest costs more than the digest.
    const digest = hash(length > 32 ? 'sha512' : 'sha256', `${text}/${count++}`, 'binary')
    for (let at = 0; at < length; at++)
      id[at] = letters.charCodeAt(digest.charCodeAt(at) % letters.length)
    const made = prefix + id.toString('latin1')
    return alphabet === 'uuid' ? dashed(made) : made
  }
}

/** A version 4 UUID of 32 digits. */
const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
