import { contentWords } from './content-words.ts'
import type { Confidence } from './content-words.ts'
import type { FilterType, Strength } from './policy.ts'
import { createTerms } from './terms.ts'
import type { Terms } from './terms.ts'

const BY_CONFIDENCE = ['HIGH', 'MEDIUM', 'LOW'] as const

/** The confidences that a filter of a strength acts on. */
const reached: Readonly<Record<Strength, readonly Confidence[]>> = {
  HIGH: ['HIGH', 'MEDIUM', 'LOW'],
  MEDIUM: ['HIGH', 'MEDIUM'],
  LOW: ['HIGH'],
  NONE: [],
}

const terms = new Map<string, Terms>()

/** A text can set its verdict, for tests: `[[guardrail:VIOLENCE:HIGH]]`. */
const marker = (type: FilterType, confidence: Confidence) => `[[guardrail:${type}:${confidence}]]`

/** The confidence, if the filter is strong enough to act on it. */
export const withinReach = (
  confidence: Confidence | undefined,
  strength: Strength,
): Confidence | undefined =>
  confidence !== undefined && reached[strength].includes(confidence) ? confidence : undefined

/**
 * The confidence that a text contains this type of content. Undefined if the filter is not strong enough to act on it.
 */
export function confidenceOf(
  text: string,
  type: FilterType,
  strength: Strength,
): Confidence | undefined {
  const level = BY_CONFIDENCE.find(
    (confidence) =>
      text.includes(marker(type, confidence)) || termsOf(type, confidence).find(text).length > 0,
  )
  return withinReach(level, strength)
}

function termsOf(type: FilterType, confidence: Confidence): Terms {
  const key = `${type} ${confidence}`
  let made = terms.get(key)
  if (made === undefined) {
    made = createTerms(contentWords[type][confidence])
    terms.set(key, made)
  }
  return made
}
