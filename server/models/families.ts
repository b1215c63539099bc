import { modelRows } from './entries.ts'
import { rows } from './family-table.ts'
import type { Family } from './family.ts'

export const families: readonly Family[] = rows

/** The family of a foundation model; undefined for models that only run asynchronously or over a two-way stream. */
export function familyOf(foundationId: string): Family | undefined {
  return families.find((family) => family.ids.test(foundationId))
}

/** The longest prompt of a model in tokens; undefined where it is not known. */
export function contextTokensOf(foundationId: string): number | undefined {
  return modelRows.get(foundationId)?.contextTokens ?? undefined
}

/** The most output tokens that a request may ask for; undefined where the limit is not known for certain. */
export function maxTokensOf(foundationId: string): number | undefined {
  return modelRows.get(foundationId)?.maxTokens
}

/** The shortest prompt prefix that a model caches. Most models that the catalogue does not know start at 1,024 tokens. */
export function cacheMinTokensOf(foundationId: string): number {
  return modelRows.get(foundationId)?.cacheMinTokens ?? 1024
}
