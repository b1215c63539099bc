// Numbers that look random and are the same for the same seed.

export interface Random {
  /** From 0 up to, not including, `below`. */
  int(below: number): number
  pick<T>(from: readonly [T, ...T[]]): T
  bytes(length: number): Buffer
}

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** FNV-1a over UTF-16 code units. `from` continues an earlier hash. */
export function hash(text: string, from = FNV_OFFSET): number {
  let value = from
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), FNV_PRIME)
  return mix(value)
}

/** FNV-1a over bytes, as a signed integer. */
export function hashBytes(bytes: Buffer): number {
  let value = FNV_OFFSET | 0
  for (let at = 0; at < bytes.length; at++) value = Math.imul(value ^ (bytes[at] ?? 0), FNV_PRIME)
  return value
}

const ENDS = 256

/** Hashes only the length, the beginning and the end of a long text. */
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

/** The next state of a Mulberry32 generator. */
export function nextState(state: number): number {
  return (state + 0x6d2b79f5) >>> 0
}

/** The 32-bit number that a state of Mulberry32 stands for. */
export function drawFrom(state: number): number {
  let bits = Math.imul(state ^ (state >>> 15), state | 1)
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
  return (bits ^ (bits >>> 14)) >>> 0
}

/** A class, so that a request that needs no number costs no closures. */
class Mulberry implements Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  #next(): number {
    this.#state = nextState(this.#state)
    return drawFrom(this.#state)
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

export function createRandom(seed: number): Random {
  return new Mulberry(seed)
}

/** Numbers of 32 bits from a state of 128 (sfc32), for what must not repeat among millions of seeds. */
export function drawsFrom(seed: string): () => number {
  let a = hash(seed, 1)
  let b = hash(seed, 2)
  let c = hash(seed, 3)
  let count = hash(seed, 4)
  return () => {
    const sum = (a + b + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
}
