import { describe, expect, test } from 'vitest'
import type { Embeddings } from '../../../server/neutral/reply.ts'
import { dialect } from '../../../server/dialects/marengo.ts'
import { targetOf } from '../../support/dialect-target.ts'

const vector = [0.5, -0.25, 0.125, 0, 0.5, 0.25, -0.5, 1]
const reply = (inputTokens = 0, vectors = [vector]): Embeddings => ({
  kind: 'embeddings',
  vectors,
  inputTokens,
  latencyMs: 0,
})

describe('Marengo embeddings', () => {
  test('each version has its place for the input and its size', () => {
    expect(
      dialect.read(
        { inputType: 'text', text: { inputText: 'Hi' } },
        'twelvelabs.marengo-embed-3-0-v1:0',
      ),
    ).toMatchObject({ inputs: [{ text: 'Hi' }], dimensions: 512 })
    const body = { inputType: 'image', mediaSource: { base64String: 'AAAA' } }
    const old = 'twelvelabs.marengo-embed-2-7-v1:0'
    expect(dialect.read(body, old)).toMatchObject({ inputs: [{ media: 'AAAA' }], dimensions: 1024 })
    const answered = dialect.body(reply(), targetOf(dialect, old, body))
    expect(answered).toEqual({ data: [{ embedding: vector }] })
    expect(dialect.parse(answered)).toEqual(reply())
  })
})
