/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 up to, not including, `below`. */
  int(below: number): number
  pick<T>(from: readonly [T, ...T[]]): T
  bytes(length: number): Buffer
}

/** FNV-1a over UTF-16 code units, continued from `from`. Long texts are hashed in full: two prompts rarely differ at the start. */
export function hash(text: string, from = 0x811c9dc5): number {
  let value = from
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return mix(value)
}

const ENDS = 256

/** The same of a text's length, beginning and end: for what may be alike where two long texts differ in the middle. */
export function hashEnds(text: string, from?: number): number {
  if (text.length <= 2 * ENDS) return hash(text, from)
  return hash(text.slice(-ENDS), hash(text.slice(0, ENDS), mix((from ?? 0) + text.length)))
}

/** Spreads a hash over all its bits (the last step of MurmurHash3). */
export function mix(value: number): number {
  let bits = value ^ (value >>> 16)
  bits = Math.imul(bits, 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** Mulberry32. A class, so that a request that asks for no number costs no closures. */
class Mulberry implements Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    const state = this.#state
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return (bits ^ (bits >>> 14)) >>> 0
  }

  int(below: number): number {
    return this.#next() % below
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.#next() % from.length] ?? from[0]
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length)
    for (let at = 0; at < length; at++) bytes[at] = this.#next() >>> 11
    return bytes
  }
}

export function random(seed: number): Random {
  return new Mulberry(seed)
}
