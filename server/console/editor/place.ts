/** The cursor's position in a YAML or JSON text, and what is being typed there. */
export interface Place {
  /** The members and indexes that lead to the value at the cursor. */
  path: Path
  /** Whether the name of a member may be written here. */
  isKey: boolean
  /** Whether a value may be written here. */
  isValue: boolean
  /** The part typed so far, and where it begins. */
  word: string
  from: number
  /** The existing members of the mapping. */
  siblings: readonly string[]
  /** Within braces or brackets. */
  inFlow: boolean
  /** After an opening quote. */
  isQuoted: boolean
}

export type Path = readonly (string | number)[]

interface Level {
  /** The column of its key; for a dash, half a column more, so that a list may be below its key. */
  indent: number
  step: string | number
}

/** Parses the text before the cursor, which may be incomplete. Undefined within strings and comments. */
export function placeAt(text: string, at: number): Place | undefined {
  return new Reader(text.slice(0, at), membersBelow(text, at)).place()
}

const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'#[\]{},&*!|>%@`-][^#:]*?|-[^\s#:]+)\s*:(?=\s|$)/
const BLOCK_SCALAR = /^(?:[&!]\S+\s+)*[|>][-+\d]*\s*(?:#.*)?$/

class Reader {
  readonly #text: string
  readonly #below: readonly string[]
  #levels: Level[] = []
  /** The members seen, by the path of their mapping. */
  readonly #seen = new Map<string, string[]>()
  /** Lines that are deeper than this column belong to a block string. */
  #scalar: number | undefined

  constructor(text: string, below: readonly string[]) {
    this.#text = text
    this.#below = below
  }

  place(): Place | undefined {
    let start = 0
    for (;;) {
      const end = this.#text.indexOf('\n', start)
      const isLast = end === -1
      const line = isLast ? this.#text.slice(start) : this.#text.slice(start, end)
      const found = this.#line(line, start, isLast)
      if (isLast || found === 'inside') return typeof found === 'object' ? found : undefined
      start = typeof found === 'number' ? found : end + 1
    }
  }

  /** The place, for the last line; where to continue, after braces; undefined for any other line. */
  #line(line: string, start: number, isLast: boolean): Place | number | 'inside' | undefined {
    const indent = /^ */.exec(line)?.[0].length ?? 0
    const isBlank = line.trim() === ''
    if (this.#scalar !== undefined) {
      if (indent > this.#scalar || (isBlank && !isLast)) return undefined
      this.#scalar = undefined
    }
    if (isBlank && !isLast) return undefined
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) {
      this.#levels = []
      this.#seen.clear()
      return undefined
    }
    let column = indent
    for (let dash = /^-(?: +|$)/.exec(line.slice(column)); dash !== null;) {
      this.#item(column)
      column += dash[0].length
      dash = /^-(?: +|$)/.exec(line.slice(column))
    }
    const rest = line.slice(column)
    const key = KEY.exec(rest)
    if (key === null) return this.#loose(rest, { column, start, isLast })
    this.#leave(column)
    const name = unquoted(key[1] ?? '')
    this.#member(name)
    this.#levels.push({ indent: column, step: name })
    const after = rest.slice(key[0].length)
    const value = after.trimStart()
    const from = start + column + key[0].length + (after.length - value.length)
    if (isLast) return value === '' && after === '' ? undefined : this.#value(value, from)
    if (BLOCK_SCALAR.test(value)) this.#scalar = column
    return /^[[{]/.test(value) ? this.#flow(from) : undefined
  }

  /** A line without a key: what is being typed, a scalar of a list, braces, or a comment. */
  #loose(
    rest: string,
    { column, start, isLast }: { column: number; start: number; isLast: boolean },
  ): Place | number | 'inside' | undefined {
    const from = start + column
    if (/^[[{]/.test(rest)) {
      this.#leave(column)
      return this.#flow(from)
    }
    if (BLOCK_SCALAR.test(rest)) this.#scalar = (this.#levels.at(-1)?.indent ?? 0) - 0.5
    if (!isLast || rest.startsWith('#')) return undefined
    this.#leave(column)
    const isQuoted = /^["']/.test(rest)
    const word = isQuoted ? rest.slice(1) : rest
    return {
      path: this.#path(),
      isKey: true,
      isValue: true,
      word,
      from: from + (isQuoted ? 1 : 0),
      siblings: this.#siblings(),
      inFlow: false,
      isQuoted,
    }
  }

  #value(value: string, from: number): Place | 'inside' | number | undefined {
    if (/^[[{]/.test(value)) return this.#flow(from)
    if (/^[|>#&*!]|\s#/.test(value)) return undefined
    const isQuoted = /^["']/.test(value)
    return {
      path: this.#path(),
      isKey: false,
      isValue: true,
      word: isQuoted ? value.slice(1) : value,
      from: from + (isQuoted ? 1 : 0),
      siblings: [],
      inFlow: false,
      isQuoted,
    }
  }

  /** Parses braces and brackets: the place if they do not end, otherwise where the line after them begins. */
  #flow(from: number): Place | number | 'inside' {
    const scanned = scanFlow(this.#text, from)
    if (typeof scanned === 'number') {
      const end = this.#text.indexOf('\n', scanned)
      return end === -1 ? 'inside' : end + 1
    }
    if (scanned === undefined) return 'inside'
    return { ...scanned, path: [...this.#path(), ...scanned.path] }
  }

  /** A dash: the next position of its list, or the first. */
  #item(column: number): void {
    const indent = column + 0.5
    let last: number | undefined
    for (let top = this.#levels.at(-1); top !== undefined && top.indent >= indent;) {
      if (top.indent === indent && typeof top.step === 'number') last = top.step
      this.#levels.pop()
      top = this.#levels.at(-1)
    }
    this.#levels.push({ indent, step: last === undefined ? 0 : last + 1 })
  }

  #leave(column: number): void {
    while ((this.#levels.at(-1)?.indent ?? -1) >= column) this.#levels.pop()
  }

  #path(): Path {
    return this.#levels.map(({ step }) => step)
  }

  #member(name: string): void {
    const path = JSON.stringify(this.#path())
    this.#seen.set(path, [...(this.#seen.get(path) ?? []), name])
  }

  #siblings(): readonly string[] {
    return [...(this.#seen.get(JSON.stringify(this.#path())) ?? []), ...this.#below]
  }
}

/** The members on the lines below that are in the same column as the cursor's line. */
function membersBelow(text: string, at: number): string[] {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  const column = /^ */.exec(line)?.[0].length ?? 0
  const found: string[] = []
  for (const below of text.slice(at).split('\n').slice(1)) {
    const indent = /^ */.exec(below)?.[0].length ?? 0
    if (below.trim() === '' || indent > column) continue
    const key = KEY.exec(below.slice(indent))
    if (indent < column || key === null) break
    found.push(unquoted(key[1] ?? ''))
  }
  return found
}

const unquoted = (key: string) => key.replace(/^(["'])(.*)\1$/s, '$2')

interface Frame {
  kind: '{' | '['
  step: string | number
  names: string[]
}

type FlowPlace = Place

/** Undefined within a string; where they end, if they end. */
function scanFlow(text: string, start: number): FlowPlace | number | undefined {
  const frames: Frame[] = []
  /** Whether the value of a member is next. */
  let isValue = false
  let from = start
  let at = start
  while (at < text.length) {
    const char = text.charAt(at)
    const top = frames.at(-1)
    if (char === '"' || char === "'") {
      const end = endOfQuote(text, at)
      if (end === undefined) {
        const isName = top?.kind === '{' && !isValue
        return flowPlace(frames, {
          isValue: !isName,
          word: text.slice(at + 1),
          from: at + 1,
          isQuoted: true,
        })
      }
      from = at
      at = end
      continue
    }
    if (char === '#' && /\s/.test(text.charAt(at - 1))) {
      const end = text.indexOf('\n', at)
      if (end === -1) return undefined
      at = end
    } else if (char === '{' || char === '[') {
      frames.push({ kind: char, step: char === '[' ? 0 : '', names: [] })
      isValue = char === '['
      from = at + 1
    } else if (char === '}' || char === ']') {
      frames.pop()
      if (frames.length === 0) return at + 1
      isValue = true
      from = at + 1
    } else if (char === ',' && top !== undefined) {
      if (typeof top.step === 'number') top.step += 1
      isValue = top.kind === '['
      from = at + 1
    } else if (char === ':' && top?.kind === '{' && !isValue) {
      top.step = unquoted(text.slice(from, at).trim())
      top.names.push(top.step)
      isValue = true
      from = at + 1
    }
    at += 1
  }
  const typed = text.slice(from)
  const word = typed.trimStart()
  return flowPlace(frames, {
    isValue,
    word,
    from: from + typed.length - word.length,
    isQuoted: false,
  })
}

/** Where a quoted string ends; undefined if it does not. */
function endOfQuote(text: string, at: number): number | undefined {
  const quote = text.charAt(at)
  for (let end = at + 1; end < text.length; end++) {
    if (quote === '"' && text.charAt(end) === '\\') end += 1
    else if (text.charAt(end) === quote) return end + 1
  }
  return undefined
}

function flowPlace(
  frames: readonly Frame[],
  { isValue, ...rest }: Pick<Place, 'isValue' | 'word' | 'from' | 'isQuoted'>,
): FlowPlace {
  const top = frames.at(-1)
  const outer = frames.slice(0, -1).map(({ step }) => step)
  return {
    ...rest,
    path: isValue && top !== undefined ? [...outer, top.step] : outer,
    isKey: !isValue,
    isValue,
    siblings: isValue ? [] : (top?.names ?? []),
    inFlow: true,
  }
}
