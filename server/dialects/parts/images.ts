import type { JsonObject } from '../../json.ts'

// The first bytes of an image identify its format; these are their base64 forms.
const FORMATS = { iVBORw: 'png', '/9j/': 'jpeg', R0lGOD: 'gif', UklGR: 'webp' } as const

/** A picture without a word about its format, as Converse has it. */
export function imageOf(bytes: string): JsonObject {
  const format = Object.entries(FORMATS).find(([start]) => bytes.startsWith(start))
  return { format: format?.[1] ?? 'png', source: { bytes } }
}

/** The services that edit pictures take no larger ones. */
const MAX_PIXELS = 9_437_184

/** Width and height of a base64 PNG, from its header; undefined for anything else and for impossible sizes. */
export function pngSize(bytes: string): { width: number; height: number } | undefined {
  const head = Buffer.from(bytes.slice(0, 32), 'base64')
  if (head.length < 24 || !bytes.startsWith('iVBORw')) return undefined
  const width = head.readUInt32BE(16)
  const height = head.readUInt32BE(20)
  const pixels = width * height
  return pixels > 0 && pixels <= MAX_PIXELS ? { width, height } : undefined
}
