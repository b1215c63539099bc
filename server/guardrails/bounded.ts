// RE2 in JavaScript is about twenty times slower than the engine's own regular expressions. Those backtrack, but a
// pattern without open quantifiers, except at its very end, has only so many ways to match at one place.

const ATOM = String.raw`[\w @#%&,;:'"<>=!~/-]|\\[dw]|\\[^A-Za-z0-9]|\[(?:[\w @#.-]|\\[dw.-])+\]`
const TOKEN = new RegExp(
  String.raw`(?<edge>\\b)|(?<open>\((?:\?:)?)|(?<close>\))|(?<or>\|)|(?<atom>${ATOM})`,
  'gy',
)
const QUANTIFIER = /\{(\d{1,3})(?:,(\d{1,3}))?\}|\?(?!\?)/y
const ENDLESS = /[+*]$/
const FOLDED = '(?i)'

const MAX_LENGTH = 256
const MAX_WAYS = 64

/** How long a match of a part can be, and in how many ways it can match at one place. */
interface Size {
  length: number
  ways: number
}

/** The pattern for the engine itself, if it matches like RE2 in linear time; otherwise undefined. */
export function boundedPattern(source: string): RegExp | undefined {
  const isFolded = source.startsWith(FOLDED)
  const rest = isFolded ? source.slice(FOLDED.length) : source
  // If case is ignored, \w and \b include two more letters in the engine than in RE2.
  if (isFolded && /\\[wb]/.test(rest)) return undefined
  const read = new Reader(rest)
  const size = read.alternatives()
  if (size === undefined || !read.isAtEnd || size.length > MAX_LENGTH || size.ways > MAX_WAYS)
    return undefined
  try {
    // With `u`, case is folded as RE2 folds it.
    return new RegExp(read.written, isFolded ? 'giu' : 'g')
  } catch {
    return undefined
  }
}

/** Parses a pattern, and rewrites it without capturing groups. A class, because it keeps a position. */
class Reader {
  readonly #source: string
  #at = 0
  written = ''

  constructor(source: string) {
    this.#source = source
  }

  get isAtEnd(): boolean {
    return this.#at === this.#source.length
  }

  /** Undefined for unsupported syntax. */
  alternatives(): Size | undefined {
    let whole: Size | undefined
    for (;;) {
      const one = this.#sequence()
      if (one === undefined) return undefined
      whole = {
        length: Math.max(whole?.length ?? 0, one.length),
        ways: (whole?.ways ?? 0) + one.ways,
      }
      if (this.#source[this.#at] !== '|') return whole
      this.#take(1)
    }
  }

  #sequence(): Size | undefined {
    const size: Size = { length: 0, ways: 1 }
    for (;;) {
      const item = this.#item()
      if (item === 'end') return size
      if (item === undefined) return undefined
      size.length += item.length
      size.ways *= item.ways
    }
  }

  #item(): Size | 'end' | undefined {
    TOKEN.lastIndex = this.#at
    const { groups } = TOKEN.exec(this.#source) ?? {}
    if (groups === undefined) return this.isAtEnd ? 'end' : undefined
    if (groups['or'] !== undefined || groups['close'] !== undefined) return 'end'
    if (groups['edge'] !== undefined) {
      this.#take(2)
      return { length: 0, ways: 1 }
    }
    if (groups['atom'] !== undefined) {
      this.#take(groups['atom'].length)
      return this.#quantified({ length: 1, ways: 1 })
    }
    this.#at += groups['open']?.length ?? 0
    this.written += '(?:'
    const inner = this.alternatives()
    if (inner === undefined || this.#source[this.#at] !== ')') return undefined
    this.#take(1)
    return this.#quantified(inner)
  }

  #quantified({ length, ways }: Size): Size | undefined {
    const tail = this.#source.slice(this.#at)
    // Nothing follows that could make the engine backtrack.
    if (tail.length === 1 && ENDLESS.test(tail)) {
      if (length !== 1 || ways !== 1) return undefined
      this.#take(1)
      return { length, ways }
    }
    QUANTIFIER.lastIndex = this.#at
    const [quantifier = '', min, max = min] = QUANTIFIER.exec(this.#source) ?? []
    this.#take(quantifier.length)
    if (quantifier === '') return { length, ways }
    if (quantifier === '?') return { length, ways: ways + 1 }
    let sum = 0
    for (let times = Number(min); times <= Number(max); times++) sum += ways ** times
    return { length: length * Number(max), ways: sum }
  }

  #take(count: number): void {
    this.written += this.#source.slice(this.#at, this.#at + count)
    this.#at += count
  }
}
