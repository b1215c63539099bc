import prices from './prices.gen.json' with { type: 'json' }
import { profileParts } from './geography.ts'
import type { Usage } from '../neutral/reply.ts'

/** US dollars for a million tokens. */
export interface Price {
  input: number
  output: number
  cache_read?: number
  cache_write?: number
}

const table: ReadonlyMap<string, Price> = new Map(Object.entries(prices))

/** US dollars for a million tokens of a model. */
export const priceOf = (foundation: string): Price | undefined => table.get(foundation)

/** The cost in US dollars. Profiles without their own price use the price of their model. */
export function costOf(foundationOrProfileId: string, usage: Usage): number | undefined {
  const foundation = profileParts(foundationOrProfileId)?.foundation
  const price =
    table.get(foundationOrProfileId) ?? (foundation && table.get(foundation)) ?? undefined
  if (!price) return undefined
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage
  const millionths =
    inputTokens * price.input +
    outputTokens * price.output +
    cacheReadInputTokens * (price.cache_read ?? price.input) +
    cacheWriteInputTokens * (price.cache_write ?? price.input)
  return millionths / 1_000_000
}
