import type { JsonObject } from '../../json.ts'
import type { Part } from '../dialect.ts'
import { share } from './stream-pieces.ts'

/** Chunks as parts of a stream: those with text have equal shares of the output tokens. */
export function withTokens(
  chunks: JsonObject[],
  outputTokens: number,
  speaks: (chunk: JsonObject) => boolean,
): Part[] {
  const shares = share(outputTokens, chunks.filter(speaks).length)
  let at = 0
  return chunks.map((json) => ({ json, tokens: speaks(json) ? (shares[at++] ?? 0) : 0 }))
}
