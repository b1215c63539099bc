import { createRequire } from 'node:module'
import type * as Re2 from 're2js'

// RE2 runs in time linear in the text, so that no fixture can hang the server. The port in JavaScript installs
// everywhere; it is loaded when the first fixture uses a regular expression.

export interface Regex {
  source: string
  /** Those of a JavaScript regular expression that change what it matches. RE2 syntax has them in its source. */
  flags?: string
  groups: number
  names: ReadonlySet<string>
  test(text: string): boolean
  /** The whole match and its groups, by number and name; undefined if it does not match. */
  exec(text: string): Record<string, string> | undefined
  /** Every match in order; its whole text and groups are computed on demand. */
  findAll(text: string): Iterable<Found>
  /** A text that every match contains; empty if there is none for certain. */
  anchor: string
}

/** How much of a text `test` and `exec` examine. */
const MAX_LENGTH = 1_000_000

interface Found {
  from: number
  to: number
  groups(): Record<string, string>
}

let re2: typeof Re2 | undefined

/** Throws an Error that names the unsupported part. */
export function regex(source: string): Regex {
  re2 ??= createRequire(import.meta.url)('re2js') as typeof Re2
  const pattern = compile(re2, source)
  return {
    source,
    groups: pattern.groupCount(),
    names: new Set(Object.keys(pattern.namedGroups())),
    test: (text) => pattern.matcher(bounded(text)).find(),
    exec(text) {
      const matcher = pattern.matcher(bounded(text))
      return matcher.find() ? groupsOf(matcher) : undefined
    },
    *findAll(text) {
      const matcher = pattern.matcher(text)
      while (matcher.find())
        yield { from: matcher.start(), to: matcher.end(), groups: () => groupsOf(matcher) }
    },
    anchor: requiredText(source),
  }
}

/** Linear time is too much for dozens of patterns and a text of 20 MB. */
const bounded = (text: string) => (text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text)

function groupsOf(matcher: Re2.Matcher): Record<string, string> {
  const groups: Record<string, string> = {}
  for (let at = 0; at <= matcher.groupCount(); at++) groups[at] = matcher.group(at) ?? ''
  for (const [name, value] of Object.entries(matcher.getNamedGroups())) groups[name] = value ?? ''
  return groups
}

/** A JavaScript regular expression, as tests pass it to the journal. */
export function nativeRegex({ source, flags }: RegExp): Regex {
  // A global one would continue where it last stopped.
  const lasting = flags.replaceAll(/[dgy]/g, '')
  const pattern = new RegExp(source, lasting)
  return {
    source,
    flags: lasting,
    groups: 0,
    names: new Set(),
    test: (text) => pattern.test(text),
    exec: (text) => pattern.exec(text)?.groups,
    *findAll(text) {
      for (const { index, 0: whole, groups } of text.matchAll(
        new RegExp(pattern, `g${pattern.flags}`),
      ))
        yield { from: index, to: index + whole.length, groups: () => groups ?? {} }
    },
    anchor: '',
  }
}

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'lookahead and lookbehind are not in RE2 syntax, which runs in linear time'],
  [/\\[1-9]|\\k</, 'backreferences are not in RE2 syntax, which runs in linear time'],
  [
    /\(\?>|[*+?}]\+/,
    'possessive and atomic groups are not in RE2 syntax, which runs in linear time',
  ],
]

function compile({ RE2JS }: typeof Re2, source: string): Re2.RE2JS {
  try {
    return RE2JS.compile(source)
  } catch (thrown) {
    const reason = (thrown as Error).message.replace('error parsing regexp: ', '')
    const refused = REFUSED.find(([form]) => form.test(source))
    const at = refused?.[0].exec(source)
    throw new Error(
      refused === undefined
        ? reason
        : `${refused[1]} (at character ${(at?.index ?? 0) + 1}, ${at?.[0]})`,
      { cause: thrown },
    )
  }
}

const SPECIAL = /[\\^$.|?*+()[\]{}]/

/**
 * The longest run of plain characters outside groups and classes. There is none for patterns with alternatives or
 * flags; that costs time, but never a match.
 */
export function requiredText(source: string): string {
  if (/\||\(\?[a-zA-Z-]/.test(source)) return ''
  let best = ''
  let run = ''
  let depth = 0
  const end = () => {
    if (run.length > best.length) best = run
    run = ''
  }
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at)
    if (char === '\\') {
      const next = source.charAt((at += 1))
      // Escapes such as \. are literal; \d, \b, \x41, \012 and \Q...\E are not.
      if (/[A-Za-z0-9]/.test(next)) {
        if (/[QpPx0-9]/.test(next)) return ''
        end()
      } else if (depth === 0) run += next
      continue
    }
    if (char === '[') {
      end()
      const close = /^\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]/.exec(source.slice(at))
      if (close === null) return ''
      at += close[0].length - 1
      continue
    }
    if (char === '(') depth += 1
    if (char === ')') depth -= 1
    if (char === '?' || char === '*' || char === '{') run = Array.from(run).slice(0, -1).join('')
    if (SPECIAL.test(char)) {
      end()
      if (char === '{') at = Math.max(at, source.indexOf('}', at))
    } else if (depth === 0) run += char
  }
  end()
  return best
}
