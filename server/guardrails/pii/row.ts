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

/** The findings of several finders. */
export const anyOf =
  (...finders: Finder[]): Finder =>
  (text) =>
    finders.flatMap((find) => find(text))
