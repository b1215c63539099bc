import type { Guardrail } from './policy.ts'

/** How many images there are, and how many of them a content filter looks at. */
export interface ImageCounts {
  guarded: number
  total: number
}

/** Rules cannot judge images, so they are only counted. */
export function coverageOf({ contentPolicy }: Guardrail, total: number): ImageCounts | undefined {
  if (total === 0) return undefined
  const isRead = contentPolicy?.filters.some(({ inputModalities = [] }) =>
    inputModalities.includes('IMAGE'),
  )
  return { guarded: isRead === true ? total : 0, total }
}
