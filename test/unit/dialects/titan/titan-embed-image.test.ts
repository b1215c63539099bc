import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/titan/titan-embed-image.ts'
import { targetOf } from '../../../support/dialect-target.ts'
import { embeddings, vector } from '../../../support/embeddings.ts'

describe('Titan multimodal embeddings', () => {
  const model = 'amazon.titan-embed-image-v1'

  test('text and image form one vector', () => {
    const body = {
      inputText: 'Hi',
      inputImage: 'AAAA',
      embeddingConfig: { outputEmbeddingLength: 384 },
    }
    expect(dialect.read(body, model)).toMatchObject({
      inputs: [{ text: 'Hi', media: 'AAAA' }],
      dimensions: 384,
    })
    const answered = dialect.body(embeddings(2), targetOf(dialect, model, body))
    expect(answered).toEqual({ embedding: vector, inputTextTokenCount: 2, message: null })
    expect(dialect.parse(answered)).toEqual(embeddings(2))
  })

  test('a body without either is rejected', () => {
    expect(() => dialect.read({}, model)).toThrow('#: required key [inputText] not found')
  })
})
