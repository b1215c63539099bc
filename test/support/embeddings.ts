import type { Embeddings } from '../../server/neutral/reply.ts'

export const vector = [0.5, -0.25, 0.125, 0, 0.5, 0.25, -0.5, 1]

/** A reply with vectors, in the neutral form. */
export const embeddings = (inputTokens = 0, vectors = [vector]): Embeddings => ({
  kind: 'embeddings',
  vectors,
  inputTokens,
  latencyMs: 0,
})
