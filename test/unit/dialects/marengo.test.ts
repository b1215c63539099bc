import { describe, expect, test } from 'vitest'
import { dialect } from '../../../server/dialects/marengo.ts'
import { targetOf } from '../../support/dialect-target.ts'
import { embeddings, vector } from '../../support/embeddings.ts'

describe('Marengo embeddings', () => {
  test('each version has its own input member and vector size', () => {
    expect(
      dialect.read(
        { inputType: 'text', text: { inputText: 'Hi' } },
        'twelvelabs.marengo-embed-3-0-v1:0',
      ),
    ).toMatchObject({ inputs: [{ text: 'Hi' }], dimensions: 512 })
    const body = { inputType: 'image', mediaSource: { base64String: 'AAAA' } }
    const old = 'twelvelabs.marengo-embed-2-7-v1:0'
    expect(dialect.read(body, old)).toMatchObject({ inputs: [{ media: 'AAAA' }], dimensions: 1024 })
    const answered = dialect.body(embeddings(), targetOf(dialect, old, body))
    expect(answered).toEqual({ data: [{ embedding: vector }] })
    expect(dialect.parse(answered)).toEqual(embeddings())
  })
})
