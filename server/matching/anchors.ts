// Finds which of thousands of texts occur in a given text, in one pass. It reads one 4-byte word at every multiple of
// a stride. Wherever a pattern occurs, one of its own words then falls on such a position, for each possible alignment.
// For each alignment, the word that is rarest among all patterns is indexed. Longer patterns allow a wider stride.
// Patterns shorter than 7 bytes do not have a word for every alignment even with the narrowest stride, and are found
// by their first two bytes.

/** Patterns of one length whose indexed word is at one offset. */
interface Group {
  offset: number
  length: number
  /** By their bytes, decoded as Latin-1. */
  texts: Map<string, number[]>
}

const WORD = 4
/** Widest first. */
const STRIDES = [16, 8, WORD] as const
/** The shortest pattern that has a word for every alignment. */
const shortestFor = (stride: number) => stride + WORD - 1
const SHORTEST = shortestFor(WORD)
/** How much of a long pattern is searched for its rarest word. */
const LOOKED = 256
const FILTER_BITS = 20
/** This many are faster to find without an index. */
const FEW = 4

const NOTHING: readonly number[] = []

const hash = (word: number) => Math.imul(word, 0x9e3779b1) >>> (32 - FILTER_BITS)

let scratch = Buffer.alloc(1 << 16)
let words = new Uint32Array(scratch.buffer, scratch.byteOffset, scratch.length / WORD)

/** Writes a text to the shared buffer and returns its length in bytes. */
function encode(text: string): number {
  const max = text.length * 3 + WORD
  if (scratch.length < max) {
    scratch = Buffer.alloc(2 ** Math.ceil(Math.log2(max)))
    words = new Uint32Array(scratch.buffer, scratch.byteOffset, scratch.length / WORD)
  }
  const length = scratch.write(text)
  scratch.fill(0, length, length + WORD)
  return length
}

interface Sought {
  text: string
  /** Its bytes, decoded as Latin-1. */
  bytes: string
  ids: number[]
}

export class Anchors {
  #filter = new Uint32Array(1 << (FILTER_BITS - 5))
  #groups = new Map<number, Group[]>()
  #starts = new Uint8Array(1 << 16)
  #short = new Map<number, Map<string, number[]>>()
  readonly #few: readonly Sought[]
  readonly #stride: number

  /** The patterns, each with the number that identifies it. Up to `few` of one kind are searched one by one. */
  constructor(sought: Iterable<readonly [text: string, id: number]>, few = FEW) {
    const plain = new Map<string, number[]>()
    for (const [text, id] of sought) push(plain, text, id)
    for (const ids of plain.values()) ids.sort((a, b) => a - b)
    const all = [...plain].map(([text, ids]): Sought => ({
      text,
      bytes: Buffer.from(text).toString('latin1'),
      ids,
    }))
    const within = (from: number, to: number) =>
      all.filter(({ bytes }) => bytes.length >= from && bytes.length < to)

    const short = within(0, SHORTEST)
    // A few shorter patterns do not narrow the stride for all.
    const stride = STRIDES.find((one) => within(SHORTEST, shortestFor(one)).length <= few) ?? WORD
    const odd = within(SHORTEST, shortestFor(stride))
    const long = within(shortestFor(stride), Infinity)
    this.#stride = stride
    this.#few = [short, odd, long].filter((kind) => kind.length <= few).flat()
    if (long.length > few) {
      const counts = countWords(long)
      for (const one of long) this.#addLong(one, counts)
    }
    if (short.length > few) for (const one of short) this.#addShort(one)
  }

  #addLong({ bytes, ids }: Sought, counts: Uint32Array): void {
    const stride = this.#stride
    const last = Math.min(bytes.length, LOOKED) - WORD
    for (let lie = 0; lie < stride; lie++) {
      let best = lie
      for (let offset = lie; offset <= last; offset += stride) {
        if (rarity(counts, bytes, offset) < rarity(counts, bytes, best)) best = offset
      }
      const word = wordAt(bytes, best)
      const bit = hash(word)
      this.#filter[bit >>> 5] = (this.#filter[bit >>> 5] ?? 0) | (1 << (bit & 31))
      let groups = this.#groups.get(word)
      if (groups === undefined) this.#groups.set(word, (groups = []))
      let group = groups.find((one) => one.offset === best && one.length === bytes.length)
      if (group === undefined) {
        groups.push((group = { offset: best, length: bytes.length, texts: new Map() }))
      }
      group.texts.set(bytes, ids)
    }
  }

  #addShort({ bytes, ids }: Sought): void {
    const first = bytes.charCodeAt(0)
    if (bytes.length > 1) this.#starts[first | (bytes.charCodeAt(1) << 8)] = 1
    else for (let second = 0; second < 256; second++) this.#starts[first | (second << 8)] = 1
    let texts = this.#short.get(bytes.length)
    if (texts === undefined) this.#short.set(bytes.length, (texts = new Map()))
    texts.set(bytes, ids)
  }

  /** The numbers of all patterns that occur, ascending. */
  find(text: string): readonly number[] {
    const few = this.#findFew(text)
    if (this.#groups.size === 0 && this.#short.size === 0) return few
    const found = new Set([few])
    const length = encode(text)
    if (this.#groups.size > 0) this.#findLong(length, found)
    if (this.#short.size > 0) this.#findShort(length, found)
    return inOrder(found)
  }

  #findFew(text: string): readonly number[] {
    let found = NOTHING
    for (const one of this.#few)
      if (text.includes(one.text)) found = found === NOTHING ? one.ids : [...found, ...one.ids]
    return found === NOTHING || this.#few.length === 1 ? found : found.toSorted((a, b) => a - b)
  }

  #findLong(length: number, found: Set<readonly number[]>): void {
    const filter = this.#filter
    const end = Math.ceil(length / WORD)
    const step = this.#stride / WORD
    for (let at = 0; at < end; at += step) {
      const word = words[at] ?? 0
      const bit = hash(word)
      if (((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) continue
      for (const { offset, length: size, texts } of this.#groups.get(word) ?? []) {
        const from = at * WORD - offset
        if (from < 0 || from + size > length) continue
        const ids = texts.get(scratch.toString('latin1', from, from + size))
        if (ids !== undefined) found.add(ids)
      }
    }
  }

  #findShort(length: number, found: Set<readonly number[]>): void {
    for (let at = 0; at < length; at++) {
      if (this.#starts[(scratch[at] ?? 0) | ((scratch[at + 1] ?? 0) << 8)] === 0) continue
      for (const [size, texts] of this.#short) {
        if (at + size > length) continue
        const ids = texts.get(scratch.toString('latin1', at, at + size))
        if (ids !== undefined) found.add(ids)
      }
    }
  }
}

function inOrder(found: ReadonlySet<readonly number[]>): readonly number[] {
  const all = [...found].filter((ids) => ids.length > 0)
  return all.length <= 1 ? (all[0] ?? NOTHING) : all.flat().toSorted((a, b) => a - b)
}

function push(into: Map<string, number[]>, text: string, id: number): void {
  const ids = into.get(text)
  if (ids === undefined) into.set(text, [id])
  else ids.push(id)
}

function countWords(sought: readonly Sought[]): Uint32Array {
  const counts = new Uint32Array(1 << FILTER_BITS)
  for (const { bytes } of sought) {
    const last = Math.min(bytes.length, LOOKED) - WORD
    for (let offset = 0; offset <= last; offset++) {
      const at = hash(wordAt(bytes, offset))
      counts[at] = (counts[at] ?? 0) + 1
    }
  }
  return counts
}

function rarity(counts: Uint32Array, text: string, offset: number): number {
  return counts[hash(wordAt(text, offset))] ?? 0
}

/** Four Latin-1 characters as the little-endian word that they form in memory. */
function wordAt(text: string, at: number): number {
  return (
    (text.charCodeAt(at) |
      (text.charCodeAt(at + 1) << 8) |
      (text.charCodeAt(at + 2) << 16) |
      (text.charCodeAt(at + 3) << 24)) >>>
    0
  )
}
