import type { Budget } from '../budget.ts'
import { matchesRegex } from './regex.ts'

// A string for a regular expression: the pattern is parsed into sets of characters, sequences, choices and repetitions,
// and then written with few repetitions. Look-around counts as empty.

type Node =
  | { kind: 'set'; from: string[]; isAny?: true }
  | { kind: 'sequence'; parts: Node[] }
  | { kind: 'choice'; parts: Node[] }
  | { kind: 'repeat'; node: Node; min: number; max: number }

interface Source {
  pattern: string
  at: number
  budget: Budget
}

const EMPTY: Node = { kind: 'sequence', parts: [] }
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')
const DIGITS = Array.from('1234567890')
const CAPITALS = LETTERS.map((letter) => letter.toUpperCase())
const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))
const LIKELY = [...LETTERS, ...DIGITS, ...CAPITALS, ...PRINTABLE.filter((char) => !/\w/.test(char))]
const CLASSES: Record<string, string[]> = {
  d: DIGITS,
  w: [...LETTERS, ...DIGITS, '_'],
  s: [' '],
  D: LETTERS,
  W: ['-', ' '],
  S: [...LETTERS, ...DIGITS],
  n: ['\n'],
  t: ['\t'],
  r: ['\r'],
}
/** The limit of re2js. */
const MAX_REPEATS = 1000

function escaped(source: Source): string[] | null {
  const char = source.pattern[source.at++] ?? ''
  if (char === 'b' || char === 'B') return []
  if (char === 'p' || char === 'P') {
    const end = source.pattern.indexOf('}', source.at)
    if (end < 0) return null
    const capital = source.pattern.slice(source.at, end).startsWith('{Lu')
    source.at = end + 1
    return capital ? CAPITALS : LETTERS
  }
  const digits = { u: 4, x: 2 }[char]
  if (digits !== undefined) {
    const code = Number.parseInt(source.pattern.slice(source.at, source.at + digits), 16)
    source.at += digits
    return Number.isNaN(code) ? null : [String.fromCharCode(code)]
  }
  // A back-reference.
  if (/[1-9]/.test(char)) return null
  return CLASSES[char] ?? [char]
}

function bracket(source: Source): Node | null {
  const inverted = source.pattern[source.at] === '^'
  if (inverted) source.at++
  const from: string[] = []
  for (let first = true; first || source.pattern[source.at] !== ']'; first = false) {
    const char = source.pattern[source.at++]
    if (char === undefined) return null
    const chars = char === '\\' ? escaped(source) : [char]
    source.budget.spend(1 + (chars?.length ?? 0))
    if (chars === null) return null
    const to = source.pattern[source.at] === '-' ? source.pattern[source.at + 1] : undefined
    if (to !== undefined && to !== ']' && chars.length === 1) {
      source.at += 2
      const last = to === '\\' ? source.pattern[source.at++] : to
      const between = range(chars[0] ?? '', last ?? '')
      source.budget.spend(between.length)
      from.push(...between)
    } else from.push(...chars)
  }
  source.at++
  if (!inverted) return { kind: 'set', from }
  const out = new Set(from)
  source.budget.spend(LIKELY.length)
  return { kind: 'set', from: LIKELY.filter((char) => !out.has(char)) }
}

function range(first: string, last: string): string[] {
  const from = first.charCodeAt(0)
  const length = Math.min(Math.max(last.charCodeAt(0) - from + 1, 0), 128)
  return Array.from({ length }, (_, at) => String.fromCharCode(from + at))
}

function group(source: Source): Node | null {
  const kind =
    /^\?(:|<?[=!]|<\w+>|P<\w+>)/.exec(source.pattern.slice(source.at, source.at + 64))?.[0] ?? ''
  source.at += kind.length
  source.budget.spend()
  const inner = choice(source)
  if (inner === null || source.pattern[source.at++] !== ')') return null
  return /[=!]$/.test(kind) ? EMPTY : inner
}

function atom(source: Source): Node | null {
  source.budget.spend()
  const char = source.pattern[source.at++] ?? ''
  switch (char) {
    case '^':
    case '$':
      return EMPTY
    case '.':
      return { kind: 'set', from: LETTERS, isAny: true }
    case '[':
      return bracket(source)
    case '(':
      return group(source)
    case '\\': {
      const from = escaped(source)
      if (from === null) return null
      return from.length === 0 ? EMPTY : { kind: 'set', from }
    }
    default:
      return { kind: 'set', from: [char] }
  }
}

const QUANTIFIER = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/

function repeated(source: Source, node: Node): Node {
  const quantifier = QUANTIFIER.exec(source.pattern.slice(source.at, source.at + 24))
  if (quantifier === null) return node
  source.at += quantifier[0].length
  const [, sign, first = '0', comma, second] = quantifier
  if (sign !== undefined)
    return { kind: 'repeat', node, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : MAX_REPEATS }
  const min = Number(first)
  const max = comma === undefined ? min : second ? Number(second) : MAX_REPEATS
  return { kind: 'repeat', node, min, max: Math.max(min, max) }
}

function choice(source: Source): Node | null {
  const parts: Node[] = []
  let sequence: Node[] = []
  while (source.at < source.pattern.length && source.pattern[source.at] !== ')') {
    if (source.pattern[source.at] === '|') {
      source.at++
      source.budget.spend()
      parts.push({ kind: 'sequence', parts: sequence })
      sequence = []
      continue
    }
    const node = atom(source)
    if (node === null) return null
    sequence.push(repeated(source, node))
  }
  parts.push({ kind: 'sequence', parts: sequence })
  return { kind: 'choice', parts }
}

interface Writing {
  text: string[]
  /** How many times to repeat beyond the minimum. */
  extra: number
  /** Makes the strings of one list differ. */
  nth: number
  /** How far apart neighbouring characters are in their set. */
  stride: number
  budget: Budget
}

/** The second mixes letters, digits, capitals and signs, as the look-aheads of password rules demand. */
const STRIDES = [1, 27]

function character({ from, isAny }: Extract<Node, { kind: 'set' }>, to: Writing): string {
  const { text, nth, stride } = to
  const chars = isAny === true && stride > 1 ? LIKELY : from
  return chars[(text.length * stride + nth) % (chars.length || 1)] ?? ''
}

function write(node: Node, to: Writing): void {
  to.budget.spend()
  switch (node.kind) {
    case 'set':
      to.text.push(character(node, to))
      return
    case 'sequence':
      for (const part of node.parts) write(part, to)
      return
    case 'choice':
      write(node.parts[to.nth % node.parts.length] ?? EMPTY, to)
      return
    case 'repeat': {
      const wanted = Math.max(node.min + to.extra, Math.min(node.min, 1))
      const times = Math.min(node.max, wanted, MAX_REPEATS)
      for (let time = 0; time < times; time++) write(node.node, to)
      return
    }
    default:
      node satisfies never
  }
}

/** A string that matches the pattern and has a length between the two. Undefined if none was found. */
export function matching(
  pattern: string,
  budget: Budget,
  min = 0,
  max = Infinity,
  nth = 0,
): string | undefined {
  const source = { pattern, at: 0, budget }
  const tree = choice(source)
  if (tree === null || source.at < pattern.length) return undefined
  const extras = new Set([Math.min(Math.max(min, 3), max), min, 2, 1, 0])
  for (const stride of STRIDES)
    for (const extra of extras) {
      const written: string[] = []
      write(tree, { text: written, extra, nth, stride, budget })
      let text = written.join('')
      if (text.length > max) continue
      budget.write(Math.max(text.length, min))
      // The text after the match is free, unless the pattern ends in `$`.
      if (text.length < min) text = text.padEnd(min, 'a')
      if (matchesRegex(pattern, text, budget) ?? true) return text
    }
  return undefined
}
