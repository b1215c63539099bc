import { randomInt } from 'node:crypto'

const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A resource id as on AWS: twelve lower-case letters and digits. */
export function newResourceId(): string {
  return Array.from({ length: 12 }, () => ID_LETTERS.charAt(randomInt(ID_LETTERS.length))).join('')
}
