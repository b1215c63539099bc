import type { JsonObject } from '../json.ts'

// The first bytes of a picture tell what it is; in base64 they are these.
const FORMATS = { iVBORw: 'png', '/9j/': 'jpeg', R0lGOD: 'gif', UklGR: 'webp' } as const

/** A picture without a word about its format, as Converse has it. */
export function imageOf(bytes: string): JsonObject {
  const found = Object.entries(FORMATS).find(([start]) => bytes.startsWith(start))
  return { format: found?.[1] ?? 'png', source: { bytes } }
}

/** Width and height of a base64 PNG, from its header. */
export function pngSize(bytes: string): { width: number; height: number } | undefined {
  if (!bytes.startsWith('iVBORw')) return undefined
  const head = Buffer.from(bytes.slice(0, 32), 'base64')
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
}
