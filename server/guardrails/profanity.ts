import { cuss } from 'cuss'
import { createTerms } from './terms.ts'
import type { Terms } from './terms.ts'

let terms: Terms | undefined

/**
 * AWS does not publish its list. This one comes from the package `cuss`, with the words that are unlikely to mean
 * anything else (rating 2).
 */
export function profanities(text: string): string[] {
  terms ??= createTerms(
    Object.entries(cuss)
      .filter(([, rating]) => rating === 2)
      .map(([word]) => word),
  )
  return terms.find(text)
}
