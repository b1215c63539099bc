import type { Span } from '../spans.ts'

const LOCAL = /[A-Za-z0-9._%+-]/
const DOMAIN = /[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,24}(?![A-Za-z0-9])/y
const MAX_LOCAL = 64

/** Searches from one at sign to the next; a pattern would try every letter of a long word as a start. */
export function emails(text: string): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < MAX_LOCAL && LOCAL.test(text.charAt(start - 1))) start -= 1
    while (start < at && text.charAt(start) === '.') start += 1
    DOMAIN.lastIndex = at + 1
    if (start < at && DOMAIN.test(text)) spans.push({ start, end: DOMAIN.lastIndex })
  }
  return spans
}
