import { AwsError } from '../aws/errors.ts'
import type { GroundingFilter } from './policy.ts'
import { fold } from './terms.ts'

/** The basis for the scores of an answer. */
export interface Grounding {
  source: string
  query: string
}

/** Words that any text holds. */
const COMMON = new Set(
  `a an and are as at be but by can did do does for from had has have how i if in is it its may me my no not of on or our
  so that the their them there these they this to was we were what when where which who why will with would you your`.split(
    /\s+/,
  ),
)

const wordsOf = (text: string): Set<string> =>
  new Set((fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !COMMON.has(word)))

/**
 * GROUNDING: the share of the answer's words that occur in the source. RELEVANCE: the share of the query's words that
 * occur in the answer. Common words do not count; an answer or query without other words scores 1.
 */
export function scoreOf(type: GroundingFilter['type'], answer: string, ground: Grounding): number {
  const [part, whole] = type === 'GROUNDING' ? [answer, ground.source] : [ground.query, answer]
  const sought = wordsOf(part)
  const known = wordsOf(whole)
  if (sought.size === 0) return 1
  const shared = [...sought].filter((word) => known.has(word)).length
  return Math.round((shared / sought.size) * 100) / 100
}

/** AWS's message continues in the same way, whichever of the three is missing. */
export const noGround = (missing: 'grounding source' | 'query' | 'content to guard') =>
  new AwsError(
    'ValidationException',
    `The provided request does not contain the ${missing}. Grounding source, query and content to guard are required for Guardrails contextual grounding policy evaluation.`,
  )
