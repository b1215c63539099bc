import type { Span } from './spans.ts'

/** A span and its replacement. */
export interface Mask extends Span {
  by: string
}

/** The text with its masks, which are in order and do not overlap. */
export function masked(text: string, masks: readonly Mask[]): string {
  if (masks.length === 0) return text
  let out = ''
  let from = 0
  for (const { start, end, by } of masks) {
    out += text.slice(from, start) + by
    from = end
  }
  return out + text.slice(from)
}

/**
 * The pieces of a stream with the masks of the whole text: a mask is in the piece where its match begins. Pieces within
 * a match become empty, as on Bedrock.
 */
export function maskedPieces(pieces: readonly string[], masks: readonly Mask[]): string[] {
  const out: string[] = []
  let at = 0
  let nth = 0
  for (const piece of pieces) {
    const end = at + piece.length
    let changed = ''
    let from = at
    for (let mask = masks[nth]; mask !== undefined && mask.start < end; mask = masks[nth]) {
      if (mask.start >= at) changed += piece.slice(from - at, mask.start - at) + mask.by
      from = Math.min(mask.end, end)
      if (mask.end > end) break
      nth += 1
    }
    out.push(changed + piece.slice(from - at))
    at = end
  }
  return out
}
