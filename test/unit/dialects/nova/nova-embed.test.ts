import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/nova/nova-embed.ts'
import { targetOf } from '../../../support/dialect-target.ts'
import { embeddings, vector } from '../../../support/embeddings.ts'

describe('Nova embeddings', () => {
  const model = 'amazon.nova-2-multimodal-embeddings-v1:0'
  const requestWith = (params: object) => ({
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: { embeddingPurpose: 'GENERIC_INDEX', ...params },
  })

  test('a text', () => {
    const body = requestWith({ text: { value: 'Hi', truncationMode: 'NONE' } })
    expect(dialect.read(body, model)).toMatchObject({ inputs: [{ text: 'Hi' }], dimensions: 3072 })
    const answered = dialect.body(embeddings(), targetOf(dialect, model, body))
    expect(answered).toEqual({ embeddings: [{ embedding: vector, embeddingType: 'TEXT' }] })
    expect(dialect.parse(answered)).toEqual(embeddings())
  })

  test('an image is labelled as one', () => {
    const body = requestWith({
      image: { format: 'png', source: { bytes: 'AAAA' } },
      embeddingDimension: 256,
    })
    expect(dialect.read(body, model)).toMatchObject({
      inputs: [{ media: 'AAAA' }],
      dimensions: 256,
    })
    expect(dialect.body(embeddings(), targetOf(dialect, model, body))).toMatchObject({
      embeddings: [{ embeddingType: 'IMAGE' }],
    })
  })

  test('an unknown purpose and size are rejected', () => {
    expect(() =>
      dialect.read(requestWith({ embeddingPurpose: 'X', embeddingDimension: 7 }), model),
    ).toThrow(
      '#/singleEmbeddingParams/embeddingPurpose: X is not a valid enum value#/singleEmbeddingParams/embeddingDimension: 7 is not a valid enum value',
    )
  })
})
