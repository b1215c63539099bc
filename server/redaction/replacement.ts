import { regex } from '../text/regex.ts'

/** A span of text that a rule replaces. */
interface Hit {
  from: number
  to: number
  /** The replacement. */
  by: string
  /** The secret itself: the span without the words that identify it. */
  secret: string
}

/** A rule that replaces texts, in time linear in the text. */
export interface Replacement {
  replace(text: string): string
  find(text: string): Iterable<Hit>
}

/**
 * A built-in pattern. Its first group is kept before `by`. A group named `tail` must be present and is kept after it.
 * The pattern must examine each character a bounded number of times in any text.
 */
export function ownPattern(pattern: RegExp, by: string): Replacement {
  const hasTail = pattern.source.includes('(?<tail>')
  const find = function* (text: string): Generator<Hit> {
    for (const match of text.matchAll(pattern)) {
      const tail = match.groups?.['tail']
      if (hasTail && tail === undefined) continue
      const [whole, head = ''] = match
      const end = whole.length - (tail?.length ?? 0)
      yield {
        from: match.index + head.length,
        to: match.index + end,
        by,
        secret: whole.slice(head.length, end),
      }
    }
  }
  const hasHead = /\((?!\?)/.test(pattern.source)
  const plain = hasHead ? `$1${by}` : by
  return {
    find,
    replace: hasTail ? (text) => spliced(text, find(text)) : (text) => text.replace(pattern, plain),
  }
}

/** A user's pattern, run by RE2. `as` may contain `$1`, `$<name>`, `$&` and `$$`. Throws if the pattern is invalid. */
export function userPattern(source: string, as: string): Replacement {
  const compiled = regex(source)
  const find = function* (text: string): Generator<Hit> {
    if (compiled.anchor !== '' && !text.includes(compiled.anchor)) return
    for (const { from, to, groups } of compiled.findAll(text))
      yield { from, to, by: expanded(as, groups()), secret: text.slice(from, to) }
  }
  return { find, replace: (text) => spliced(text, find(text)) }
}

export function matchesNothing(source: string): boolean {
  return regex(source).test('')
}

function expanded(as: string, groups: Readonly<Record<string, string>>): string {
  if (!as.includes('$')) return as
  return as.replace(/\$(?:\$|&|(\d{1,2})|<(\w+)>)/g, (whole, at?: string, name?: string) => {
    if (whole === '$$') return '$'
    if (whole === '$&') return groups[0] ?? ''
    return groups[name ?? Number(at)] ?? (name === undefined ? whole : '')
  })
}

function spliced(text: string, hits: Iterable<Hit>): string {
  let result = ''
  let at = 0
  for (const { from, to, by } of hits) {
    result += text.slice(at, from) + by
    at = to
  }
  return at === 0 && result === '' ? text : result + text.slice(at)
}
