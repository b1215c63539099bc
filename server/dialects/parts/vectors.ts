import type { JsonObject } from '../../json.ts'

// The shorter kinds of embedding, made from the one of floats.

type Quantise = (vector: number[]) => number[]

function bits(vector: number[]): number[] {
  return vector.map((value) => (value > 0 ? 1 : 0))
}

/** Eight dimensions a byte, the first in the highest bit. */
function packed(vector: number[]): number[] {
  const bytes = Array.from({ length: Math.ceil(vector.length / 8) }, () => 0)
  for (const [at, bit] of bits(vector).entries())
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (7 - (at & 7)))
  return bytes
}

function scaled(vector: number[]): number[] {
  let largest = 0
  for (const value of vector) largest = Math.max(largest, Math.abs(value))
  return vector.map((value) => (largest === 0 ? 0 : Math.round((value / largest) * 127)))
}

const KINDS = {
  float: (vector) => vector,
  int8: scaled,
  uint8: (vector) => scaled(vector).map((value) => value + 128),
  // Cohere packs bits, and its signed bytes are the unsigned ones less 128.
  binary: (vector) => packed(vector).map((value) => value - 128),
  ubinary: packed,
} as const satisfies Record<string, Quantise>

/** Cohere's `embeddings` by type: each type with a list of vectors, in the order of this table. */
export function byType(vectors: number[][], types: readonly string[]): JsonObject {
  const embeddings: JsonObject = {}
  for (const [type, quantise] of Object.entries(KINDS))
    if (types.includes(type)) embeddings[type] = vectors.map(quantise)
  return embeddings
}

/** Titan's binary vectors are not packed: a number for each dimension. */
export const titanBinary: Quantise = bits

export const embeddingTypes = Object.keys(KINDS)
