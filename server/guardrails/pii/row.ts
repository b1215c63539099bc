import type { Span } from '../spans.ts'

export type Finder = (text: string) => Span[]

/**
 * Finds matches of a pattern with the flag `g`. If it has a group, the group is the finding and must end the match; the
 * text before it is context. Quantifiers are bounded, or nothing follows them, so that the time is linear in the text.
 */
export function byPattern(pattern: RegExp, check: (found: string) => boolean = () => true): Finder {
  return (text) => {
    const spans: Span[] = []
    for (const match of text.matchAll(pattern)) {
      const found = match.slice(1).find((group) => group !== undefined) ?? match[0]
      const end = match.index + match[0].length
      if (check(found)) spans.push({ start: end - found.length, end })
    }
    return spans
  }
}

/**
 * Finds numbers in groups, such as `4111 1111 1111 1111`. What follows one, or precedes it, may look like another group,
 * so groups are left off at the end, then at the beginning, until the checksum fits.
 */
export function byGroups(pattern: RegExp, check: (found: string) => boolean): Finder {
  const whole = new RegExp(`^(?:${pattern.source})$`)
  const isNumber = (part: string) => whole.test(part) && check(part)
  return (text) => {
    const spans: Span[] = []
    const search = new RegExp(pattern.source, 'g')
    for (let match = search.exec(text); match !== null; match = search.exec(text)) {
      const groups = match[0].split(' ')
      const found = check(match[0]) ? match[0] : shorter(groups).find(isNumber)
      if (found !== undefined) spans.push({ start: match.index, end: match.index + found.length })
      search.lastIndex = match.index + (found ?? groups[0] ?? '').length
    }
    return spans
  }
}

/** The longest first. Short groups are counts and dates rather than parts of a number, whose checksum fits by chance. */
const shorter = (groups: readonly string[]): string[] =>
  groups
    .map((_group, at) => groups.slice(0, -at - 1))
    .filter((left) => left.every((group) => group.length > 2))
    .map((left) => left.join(' '))

/** The findings of several finders. */
export const anyOf =
  (...finders: Finder[]): Finder =>
  (text) =>
    finders.flatMap((find) => find(text))
