import { describe, expect, test } from 'vitest'
import type { Ranking } from '../../../../server/neutral/reply.ts'
import { dialect } from '../../../../server/dialects/cohere/cohere-rerank.ts'
import { targetOf } from '../../../support/dialect-target.ts'

const model = 'cohere.rerank-v3-5:0'
const request = { query: 'Rome?', documents: ['Bonn', { text: 'Rome' }], api_version: 2, top_n: 1 }
const reply: Ranking = {
  kind: 'ranking',
  results: [
    { index: 1, score: 0.9 },
    { index: 0, score: 0.1 },
  ],
  latencyMs: 0,
}

describe('Rerank', () => {
  test('query and documents, strings or objects', () => {
    expect(dialect.read(request, model)).toEqual({
      kind: 'rank',
      query: 'Rome?',
      documents: ['Bonn', 'Rome'],
      top: 1,
    })
  })

  test('returns as many results as requested, and round-trips', () => {
    expect(dialect.body(reply, targetOf(dialect, model, request))).toEqual({
      results: [{ index: 1, relevance_score: 0.9 }],
    })
    const { top_n: _, ...all } = request
    expect(dialect.parse(dialect.body(reply, targetOf(dialect, model, all)))).toEqual(reply)
  })

  test('Cohere requires its API version, Amazon does not', () => {
    const { api_version: _, ...bare } = request
    expect(() => dialect.read(bare, model)).toThrow('#: required key [api_version] not found')
    expect(() => dialect.read({ ...request, api_version: '2' }, model)).toThrow(
      '#/api_version: expected type: Integer, found: String',
    )
    expect(dialect.read(bare, 'amazon.rerank-v1:0')).toMatchObject({ query: 'Rome?' })
  })
})
