import { hash } from 'node:crypto'
import type { Ids } from '../dialects/dialect.ts'

const ALPHABETS = {
  base62: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
  base32: 'abcdefghijklmnopqrstuvwxyz234567',
  hex: '0123456789abcdef',
  uuid: '0123456789abcdef',
} as const

/** Seeded ids: the same seed gives the same sequence, without duplicates. */
export function createIds(seed: () => string): Ids {
  let count = 0
  let text: string | undefined
  return (prefix, length, alphabet = 'base62') => {
    text ??= seed()
    const letters = ALPHABETS[alphabet]
    let id = prefix
    for (let block = 0; id.length < prefix.length + length; block++) {
      for (const byte of hash('sha256', `${text}/${count}/${block}`, 'buffer')) {
        if (id.length < prefix.length + length) id += letters[byte % letters.length]
      }
    }
    count++
    return alphabet === 'uuid' ? dashed(id) : id
  }
}

/** A version 4 UUID of 32 digits. */
const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
