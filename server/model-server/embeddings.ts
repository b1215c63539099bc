import { listOf, numbersOf, objectsOf, objectOf, numberOf } from '../json-fields.ts'
import type { Json } from '../json.ts'

/** The vectors of an answer, in the order of the inputs. */
export function vectorsIn(body: Json | undefined): number[][] {
  return objectsOf(objectOf(body)['data'])
    .toSorted((a, b) => (numberOf(a['index']) ?? 0) - (numberOf(b['index']) ?? 0))
    .map(({ embedding }) => numbersOf(listOf(embedding)))
}

/** A vector with this many dimensions; undefined if it has fewer. Truncated vectors are normalised again. */
export function fitted(
  vector: readonly number[],
  dimensions: number,
  normalize: boolean,
): number[] | undefined {
  if (vector.length < dimensions) return undefined
  if (vector.length === dimensions && !normalize) return [...vector]
  const kept = vector.slice(0, dimensions)
  const length = Math.hypot(...kept)
  return length === 0 ? kept : kept.map((value) => value / length)
}
