import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/titan/titan-embed.ts'
import { targetOf } from '../../../support/dialect-target.ts'
import { embeddings, vector } from '../../../support/embeddings.ts'

describe('Titan text embeddings', () => {
  const v1 = 'amazon.titan-embed-text-v1'
  const v2 = 'amazon.titan-embed-text-v2:0'

  test('each version has its own size', () => {
    expect(dialect.read({ inputText: 'Hi' }, v1)).toMatchObject({
      dimensions: 1536,
      normalize: false,
    })
    expect(dialect.read({ inputText: 'Hi' }, v2)).toMatchObject({
      dimensions: 1024,
      normalize: true,
    })
    expect(dialect.read({ inputText: 'Hi', dimensions: 256, normalize: false }, v2)).toMatchObject({
      dimensions: 256,
      normalize: false,
    })
  })

  test('version 1 returns one list', () => {
    const body = dialect.body(embeddings(3), targetOf(dialect, v1, { inputText: 'Hi' }))
    expect(Object.keys(body)).toEqual(['embedding', 'inputTextTokenCount'])
    expect(dialect.parse(body)).toEqual(embeddings(3))
  })

  test('version 2 returns vectors by type as well, requested or not', () => {
    const body = dialect.body(embeddings(3), targetOf(dialect, v2, { inputText: 'Hi' }))
    expect(Object.keys(body)).toEqual(['embedding', 'embeddingsByType', 'inputTextTokenCount'])
    expect(body['embeddingsByType']).toEqual({ float: vector })
    expect(dialect.parse(body)).toEqual(embeddings(3))
  })

  test('behind an ARN, version 2 is recognised by its members', () => {
    const profile =
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl'
    const request = { inputText: 'Hi', dimensions: 256, normalize: true }
    expect(dialect.read(request, profile)).toMatchObject({ dimensions: 256, normalize: true })
    const body = dialect.body(embeddings(3), targetOf(dialect, profile, request))
    expect(Object.keys(body)).toEqual(['embedding', 'embeddingsByType', 'inputTextTokenCount'])
    const plain = dialect.body(embeddings(3), targetOf(dialect, profile, { inputText: 'Hi' }))
    expect(Object.keys(plain)).toEqual(['embedding', 'inputTextTokenCount'])
  })

  test('binary only', () => {
    const body = dialect.body(
      embeddings(3),
      targetOf(dialect, v2, { inputText: 'Hi', embeddingTypes: ['binary'] }),
    )
    expect(body).toEqual({
      embeddingsByType: { binary: [1, 0, 1, 0, 1, 1, 0, 1] },
      inputTextTokenCount: 3,
    })
  })

  test.each([
    [v1, { inputText: 'Hi', dimensions: 256 }, '#: extraneous key [dimensions] is not permitted'],
    [v2, { inputText: 'Hi', dimensions: 300 }, '#/dimensions: 300 is not a valid enum value'],
    [v2, { inputText: '' }, '#/inputText: expected minLength: 1, actual: 0'],
  ])('%s rejects %j', (model, body, violation) => {
    expect(() => dialect.read(body, model)).toThrow(`Malformed input request: ${violation}, please`)
  })
})
