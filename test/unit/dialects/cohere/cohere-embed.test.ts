import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/cohere/cohere-embed.ts'
import { targetOf } from '../../../support/dialect-target.ts'
import { embeddings, vector } from '../../../support/embeddings.ts'

describe('Cohere Embed', () => {
  const english = 'cohere.embed-english-v3'
  const v4 = 'cohere.embed-v4:0'
  const request = { texts: ['Hello World!'], input_type: 'search_document' }

  test('version 3 returns a plain list, and the English model in lower case', () => {
    const body = dialect.body(embeddings(), targetOf(dialect, english, request))
    expect(Object.keys(body)).toEqual(['embeddings', 'id', 'response_type', 'texts'])
    expect(body).toMatchObject({
      embeddings: [vector],
      response_type: 'embeddings_floats',
      texts: ['hello world!'],
    })
    expect(dialect.parse(body)).toEqual(embeddings())
  })

  test('version 4 returns vectors by type, in any case', () => {
    const body = dialect.body(embeddings(), targetOf(dialect, v4, request))
    expect(body).toMatchObject({
      embeddings: { float: [vector] },
      response_type: 'embeddings_by_type',
      texts: ['Hello World!'],
    })
    expect(dialect.parse(body)).toEqual(embeddings())
  })

  test('shorter types are made from the floats', () => {
    const embedding_types = ['int8', 'uint8', 'binary', 'ubinary']
    const body = dialect.body(
      embeddings(),
      targetOf(dialect, english, { ...request, embedding_types }),
    )
    expect(body['embeddings']).toEqual({
      int8: [[64, -32, 16, 0, 64, 32, -63, 127]],
      uint8: [[192, 96, 144, 128, 192, 160, 65, 255]],
      binary: [[0b10101101 - 128]],
      ubinary: [[0b10101101]],
    })
  })

  test('mixed texts and images, in version 4', () => {
    const content = [
      { type: 'text', text: 'Hi' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ]
    const body = { inputs: [{ content }], input_type: 'clustering', output_dimension: 256 }
    expect(dialect.read(body, v4)).toMatchObject({
      inputs: [{ text: 'Hi', media: 'data:image/png;base64,AAAA' }],
      dimensions: 256,
    })
  })

  test.each([
    [{ ...request, max_tokens: 5 }, '#: extraneous key [max_tokens] is not permitted'],
    [
      { texts: ['a'] },
      '#: required key [input_type] not found#: required key [images] not found#/texts: false schema always fails',
    ],
    [{ ...request, input_type: 'x' }, '#/input_type: x is not a valid enum value'],
    [
      { ...request, texts: Array.from({ length: 97 }, () => 'a') },
      '#/texts: expected maximum item count: 96, found: 97',
    ],
  ])('rejections by version 3 (%#)', (body, violation) => {
    expect(() => dialect.read(body, english)).toThrow(
      `Malformed input request: ${violation}, please`,
    )
  })
})
