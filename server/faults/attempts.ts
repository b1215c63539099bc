import { headerOf } from '../aws/canonical-request.ts'
import type { Call } from '../bedrock/types.ts'
import { newStrikes, strikes } from '../state/strike.ts'
import type { WrittenFault } from './rule.ts'

// SDKs send a fault's header with every attempt of a call, so `times=2` in it counts attempts, not calls.

/**
 * What a fault in a header keeps its count under: the call whose attempts AWS's SDKs give the same id. Chance has one
 * sequence of numbers for all calls, because a new one would begin with the same number.
 */
export function countKey(fault: string, { http }: Call): string {
  const id = DRAWN.test(fault) ? undefined : headerOf(http.headers, 'amz-sdk-invocation-id')
  return `${fault}\n${id ?? ''}`
}

const DRAWN = /(?:^|;)\s*probability\s*=/

/** How often a call was tried before. OpenAI's and Anthropic's SDKs say so; they do not name the call. */
export function retriesOf({ http }: Call): number | undefined {
  const count = headerOf(http.headers, 'x-stainless-retry-count')
  return count !== undefined && /^\d{1,3}$/.test(count) ? Number(count) : undefined
}

export type Limits = Pick<WrittenFault, 'times' | 'total' | 'every' | 'probability'>

/** Whether a fault strikes an attempt, if it has met all attempts before; undefined where chance decides. */
export function strikesAttempt(
  { times, every, probability }: Limits,
  retries: number,
): boolean | undefined {
  if (probability !== undefined) return undefined
  const progress = newStrikes({})
  for (let before = 0; before < retries; before++) strikes({ times, every }, progress)
  return strikes({ times, every }, progress)
}
