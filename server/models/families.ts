import { modelRows } from './entries.ts'
import { rows } from './family-table.ts'
import type { Family } from './family.ts'

export const families: readonly Family[] = rows

// Some answers look it up for each piece.
const byId = new Map<string, Family | undefined>()
const MAX_KEPT = 1_000

/** The family of a foundation model; undefined for models that only run asynchronously or over a two-way stream. */
export function familyOf(foundationId: string): Family | undefined {
  let family = byId.get(foundationId)
  if (family === undefined && !byId.has(foundationId)) {
    family = families.find(({ ids }) => ids.test(foundationId))
    if (byId.size >= MAX_KEPT) byId.clear()
    byId.set(foundationId, family)
  }
  return family
}

// `-v1:0`, and of a provisioned variant `-v1:0:24k`.
const VERSIONED = /-v\d+:\d+(?::(?:\d+k|mm))?$/

/** The family of a model that the catalogue does not list; undefined unless the id has the complete form of the family. */
export function familyOfNew(foundationId: string): Family | undefined {
  const family = familyOf(foundationId)
  const form = family?.newIds ?? VERSIONED
  return form.test(foundationId) && !isUnfinished(foundationId) ? family : undefined
}

/** Whether only the date or the version of a listed model is missing: `qwen.qwen3-32b`. */
function isUnfinished(id: string): boolean {
  for (const known of modelRows.keys())
    if (known.startsWith(id) && REST.test(known.slice(id.length))) return true
  return false
}

const REST = /^(?=.)(?:-\d{8})?(?:-v\d+|-\d+(?=:))?(?::\d+)?$/

/** The maximum prompt of a model in tokens; undefined if unknown. */
export function contextTokensOf(foundationId: string): number | undefined {
  return modelRows.get(foundationId)?.contextTokens ?? undefined
}

/** The maximum number of output tokens; undefined if unknown. */
export function maxTokensOf(foundationId: string): number | undefined {
  return modelRows.get(foundationId)?.maxTokens
}

/** The minimum prompt prefix for caching. The default is 1,024 tokens. */
export function cacheMinTokensOf(foundationId: string): number {
  return modelRows.get(foundationId)?.cacheMinTokens ?? 1024
}
