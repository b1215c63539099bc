import { ANY, fitsWildcards, ONE } from '../text/wildcards.ts'
import type { Context } from './context.ts'

/** A policy string with wildcards and variables, compiled when the policy is read. */
export interface Pattern {
  text: string
  tokens: readonly (number | Variable)[]
  /** Set if there are no variables; their values differ between requests. */
  fixed: readonly number[] | undefined
  fold: boolean
}

interface Variable {
  name: string
  fallback: string | undefined
}

export interface PatternRules {
  /** Whether `*` and `?` are wildcards, as in StringLike. */
  wild: boolean
  /** `${aws:username}` is a variable: in policies of version 2012-10-17. */
  variables: boolean
  /** Whether case is ignored. */
  fold?: boolean
}

const COLON = 58

const VARIABLE = /\$\{([^}]*)\}/g
const NAMED = /^\s*([\w:./=+@-]+)\s*(?:,\s*'([^']*)'\s*)?$/

/** Undefined for an invalid variable: `${}` or one with a space in its name. */
export function readPattern(text: string, reading: PatternRules): Pattern | undefined {
  const { wild, variables, fold = false } = reading
  const tokens: (number | Variable)[] = []
  let from = 0
  for (const variable of variables ? text.matchAll(VARIABLE) : []) {
    push(tokens, text.slice(from, variable.index), wild, fold)
    from = variable.index + variable[0].length
    const inside = variable[1] ?? ''
    // `${*}`, `${?}` and `${$}` are escapes for these characters.
    if (/^[*?$]$/.test(inside)) {
      tokens.push(inside.charCodeAt(0))
      continue
    }
    const [, name, fallback] = NAMED.exec(inside) ?? []
    if (name === undefined) return undefined
    tokens.push({ name: name.toLowerCase(), fallback })
  }
  push(tokens, text.slice(from), wild, fold)
  const fixed = tokens.filter((token) => typeof token === 'number')
  return { text, tokens, fixed: fixed.length === tokens.length ? fixed : undefined, fold }
}

function push(tokens: (number | Variable)[], text: string, wild: boolean, fold: boolean): void {
  const folded = fold ? text.toLowerCase() : text
  for (let at = 0; at < folded.length; at++) {
    const letter = folded[at]
    tokens.push(wild && letter === '*' ? ANY : wild && letter === '?' ? ONE : folded.charCodeAt(at))
  }
}

export function matchesPattern(pattern: Pattern, value: string, context: Context): boolean {
  const wanted = expand(pattern, context)
  const folded = pattern.fold ? value.toLowerCase() : value
  return wanted !== undefined && fitsWildcards(wanted, folded)
}

/** Compares like ArnLike: each of the six ARN parts separately, so that wildcards do not match colons. */
export function matchesArn(pattern: Pattern, value: string, context: Context): boolean {
  const wanted = expand(pattern, context)
  if (wanted === undefined) return false
  if (wanted.length === 1 && wanted[0] === ANY) return true
  let rest = wanted
  let text = value
  for (let part = 0; part < 5; part++) {
    const colon = rest.indexOf(COLON)
    const end = text.indexOf(':')
    if (colon === -1 || end === -1 || !fitsWildcards(rest.slice(0, colon), text.slice(0, end)))
      return false
    rest = rest.slice(colon + 1)
    text = text.slice(end + 1)
  }
  return fitsWildcards(rest, text)
}

/** A variable without a value matches nothing, even next to a wildcard. */
function expand(pattern: Pattern, context: Context): readonly number[] | undefined {
  if (pattern.fixed !== undefined) return pattern.fixed
  const codes: number[] = []
  for (const token of pattern.tokens) {
    if (typeof token === 'number') {
      codes.push(token)
      continue
    }
    const values = context.get(token.name)
    const value = values?.length === 1 ? values[0] : token.fallback
    if (value === undefined) return undefined
    push(codes, value, false, pattern.fold)
  }
  return codes
}
