import { RE2JS } from 're2js'
import type { Budget } from '../budget.ts'

// Patterns run on re2js: matching is linear in the text, but it still costs text times pattern, and compiling a
// pattern of a few hundred kilobytes takes seconds. Both are charged by the pattern's size before they start.

const MAX_CACHED = 200
/** Larger patterns are not cached: 200 of them would take hundreds of megabytes. */
const MAX_CACHED_SIZE = 500
const cache = new Map<string, RE2JS | null>()

/** re2js needs about 10 µs for each state. */
const COMPILE_STEPS = 100
/** A Unicode class compiles to hundreds of ranges. */
const UNICODE_CLASS_SIZE = 50
/** The patterns that an invention has paid for, with the texts that it matched: a value is checked several times. */
const paid = new WeakMap<Budget, Map<string, Map<string, boolean>>>()
/** Longer texts are matched again, so that they are not kept. */
const MAX_KEPT_TEXT = 200
const REPEAT = /\{(\d{1,4})(?:,(\d{0,4}))?\}/y

/** A rough upper bound of a pattern's states, with counted repetitions expanded. */
function sizeOf(pattern: string): number {
  const outer: number[] = []
  let size = 0
  let last = 0
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]
    if (char === '(') {
      outer.push(size)
      size = 0
      last = 0
    } else if (char === ')') {
      last = size + 1
      size = (outer.pop() ?? 0) + last
    } else if (char === '{') {
      REPEAT.lastIndex = at
      const [, min = '1', max = min] = REPEAT.exec(pattern) ?? []
      const times = Math.max(Number(min), Number(max), 1)
      size += last * (times - 1)
      last *= times
    } else {
      last = char === '\\' && /[pP]/.test(pattern[at + 1] ?? '') ? UNICODE_CLASS_SIZE : 1
      if (char === '\\') at++
      size += last
    }
  }
  return outer.reduce((sum, part) => sum + part, size)
}

/** Charges an invention once for a pattern, even a cached one: earlier requests must not decide about an answer. */
function pay(pattern: string, size: number, budget: Budget): Map<string, boolean> {
  const patterns = paid.get(budget) ?? new Map<string, Map<string, boolean>>()
  if (patterns.size === 0) paid.set(budget, patterns)
  const known = patterns.get(pattern)
  budget.spend(known === undefined ? size * COMPILE_STEPS : pattern.length)
  const results = known ?? new Map<string, boolean>()
  if (known === undefined) patterns.set(pattern, results)
  return results
}

/** Null if re2js does not support the syntax, such as look-ahead and back-references. */
function compile(pattern: string, size: number): RE2JS | null {
  const known = cache.get(pattern)
  if (known !== undefined) return known
  let compiled: RE2JS | null
  try {
    compiled = RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch {
    compiled = null
  }
  if (size > MAX_CACHED_SIZE) return compiled
  if (cache.size >= MAX_CACHED) cache.clear()
  cache.set(pattern, compiled)
  return compiled
}

/** `^(?=A)(?!B)C`: what must and must not match at the start, and the rest. Password rules look like this. */
interface LookAheads {
  demanded: string[]
  forbidden: string[]
  rest: string
}

const LOOK_AHEAD = /^\(\?[=!]/

/** Undefined if the pattern has no look-ahead at its start, or alternatives outside of groups. */
function lookAheadsOf(pattern: string): LookAheads | undefined {
  if (!pattern.startsWith('^(?')) return undefined
  const found: LookAheads = { demanded: [], forbidden: [], rest: pattern }
  let rest = pattern.slice(1)
  while (LOOK_AHEAD.test(rest)) {
    const end = endOfGroup(rest)
    if (end === undefined) return undefined
    found[rest[2] === '=' ? 'demanded' : 'forbidden'].push(`^(?:${rest.slice(3, end)})`)
    rest = rest.slice(end + 1)
  }
  if (rest.length === pattern.length - 1 || endOfGroup(`(${rest}`, '|') !== undefined)
    return undefined
  return { ...found, rest: `^${rest}` }
}

/** Where the group at the start ends, or where it has the given character outside of inner groups. */
function endOfGroup(pattern: string, end = ')'): number | undefined {
  let depth = 0
  let inClass = false
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]
    if (char === '\\') at++
    else if (inClass) inClass = char !== ']'
    else if (char === '[') inClass = true
    else if (char === '(') depth++
    else if (depth === 1 && char === end) return at
    else if (char === ')') depth--
  }
  return undefined
}

function all(patterns: string[], text: string, budget: Budget): boolean[] | undefined {
  const results = patterns.map((pattern) => matchesRegex(pattern, text, budget))
  return results.every((result) => result !== undefined) ? results : undefined
}

/** Undefined if the pattern cannot be compiled. */
export function matchesRegex(pattern: string, text: string, budget: Budget): boolean | undefined {
  const ahead = lookAheadsOf(pattern)
  if (ahead === undefined) return matchesPlain(pattern, text, budget)
  budget.spend(pattern.length)
  const demanded = all([...ahead.demanded, ahead.rest], text, budget)
  const forbidden = all(ahead.forbidden, text, budget)
  if (demanded === undefined || forbidden === undefined) return undefined
  return demanded.every(Boolean) && !forbidden.some(Boolean)
}

function matchesPlain(pattern: string, text: string, budget: Budget): boolean | undefined {
  const size = sizeOf(pattern)
  const results = pay(pattern, size, budget)
  const known = results.get(text)
  if (known !== undefined) return known
  const compiled = compile(pattern, size)
  if (compiled === null) return undefined
  budget.spend(size * text.length)
  const matches = compiled.matcher(text).find()
  if (text.length <= MAX_KEPT_TEXT) results.set(text, matches)
  return matches
}
