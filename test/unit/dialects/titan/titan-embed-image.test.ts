import { describe, expect, test } from 'vitest'
import type { Embeddings } from '../../../../server/neutral/reply.ts'
import { dialect } from '../../../../server/dialects/titan/titan-embed-image.ts'
import { targetOf } from '../../../support/dialect-target.ts'

const vector = [0.5, -0.25, 0.125, 0, 0.5, 0.25, -0.5, 1]
const reply = (inputTokens = 0, vectors = [vector]): Embeddings => ({
  kind: 'embeddings',
  vectors,
  inputTokens,
  latencyMs: 0,
})

describe('Titan multimodal embeddings', () => {
  const model = 'amazon.titan-embed-image-v1'

  test('text and picture make one vector', () => {
    const body = {
      inputText: 'Hi',
      inputImage: 'AAAA',
      embeddingConfig: { outputEmbeddingLength: 384 },
    }
    expect(dialect.read(body, model)).toMatchObject({
      inputs: [{ text: 'Hi', media: 'AAAA' }],
      dimensions: 384,
    })
    const answered = dialect.body(reply(2), targetOf(dialect, model, body))
    expect(answered).toEqual({ embedding: vector, inputTextTokenCount: 2, message: null })
    expect(dialect.parse(answered)).toEqual(reply(2))
  })

  test('neither is refused', () => {
    expect(() => dialect.read({}, model)).toThrow('#: required key [inputText] not found')
  })
})
