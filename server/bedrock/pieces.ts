import { tokenEnd } from '../tokens/token-ends.ts'
import type { Family } from '../models/family.ts'

// Claude and Nova send one to eight words per delta. The lengths only have to look irregular and be the same for each
// call.
const WORDS = [1, 3, 5, 2, 8, 4, 6, 3, 7, 5]
const LARGE = 64

function pieceSize(grain: Family['grain'], nth: number): number {
  if (grain === 'token') return 1
  return grain === 'large' ? LARGE : (WORDS[nth % WORDS.length] ?? 1)
}

/** Splits a text the way a family streams it. No piece ends within a character. */
export function cut(text: string, grain: Family['grain']): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    let end = at
    for (let left = pieceSize(grain, pieces.length); left > 0 && end < text.length; left--)
      end = tokenEnd(text, end)
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}
