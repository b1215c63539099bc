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
/** The patterns that an invention has paid for. */
const paid = new WeakMap<Budget, Set<string>>()
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
function pay(pattern: string, budget: Budget): number {
  const size = sizeOf(pattern)
  const patterns = paid.get(budget) ?? new Set()
  if (patterns.size === 0) paid.set(budget, patterns)
  budget.spend(patterns.has(pattern) ? pattern.length : size * COMPILE_STEPS)
  patterns.add(pattern)
  return size
}

/** Null if re2js does not support the syntax, such as look-ahead and back-references. */
function compile(pattern: string, budget: Budget): RE2JS | null {
  const size = pay(pattern, budget)
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

/** Undefined if the pattern cannot be compiled. */
export function matchesRegex(pattern: string, text: string, budget: Budget): boolean | undefined {
  const compiled = compile(pattern, budget)
  if (compiled === null) return undefined
  budget.spend(sizeOf(pattern) * text.length)
  return compiled.matcher(text).find()
}
