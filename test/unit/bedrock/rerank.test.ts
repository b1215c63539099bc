import { expect, test } from 'vitest'
import type { Target } from '../../../server/dialects/dialect.ts'
import { read, write } from '../../../server/bedrock/rerank.ts'
import type { JsonObject } from '../../../server/json.ts'
import { callOf } from '../../support/calls.ts'
import { refusal } from '../../support/refusals.ts'

const COHERE = 'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0'
const text = (words: string): JsonObject => ({ type: 'TEXT', textDocument: { text: words } })

function body(modelArn: string, more: JsonObject = {}): JsonObject {
  return {
    queries: [{ type: 'TEXT', textQuery: { text: 'capital of France' } }],
    sources: [
      { type: 'INLINE', inlineDocumentSource: text('Bread is baked.') },
      { type: 'INLINE', inlineDocumentSource: { type: 'JSON', jsonDocument: { city: 'Paris' } } },
    ],
    rerankingConfiguration: {
      type: 'BEDROCK_RERANKING_MODEL',
      bedrockRerankingConfiguration: { modelConfiguration: { modelArn }, numberOfResults: 1 },
    },
    ...more,
  }
}

test('a request names its model in the body, and ranks texts and JSON documents', () => {
  const call = callOf('Rerank', { body: body(COHERE) })
  expect(call.model()).toMatchObject({ foundation: 'cohere.rerank-v3-5:0' })
  expect(read(call)).toEqual({
    kind: 'rank',
    query: 'capital of France',
    documents: ['Bread is baked.', '{"city":"Paris"}'],
    top: 1,
  })
})

test('returns as many results as requested, even if a fixture wrote a native body', () => {
  const call = callOf('Rerank', { body: body(COHERE) })
  const to: Target = {
    model: '',
    prompt: read(call),
    ids: () => '',
    now: 0,
    again: () => to,
    cut: () => [],
  }
  const results = [
    { index: 1, score: 0.9 },
    { index: 0, score: 0.1 },
  ]
  const wanted = {
    kind: 'body',
    headers: [],
    body: { results: [{ index: 1, relevanceScore: 0.9 }] },
  }
  expect(write({ kind: 'ranking', results, latencyMs: 0 }, to, call)).toEqual(wanted)
  const native = { results: [{ index: 1, relevance_score: 0.9 }] }
  expect(write({ kind: 'native', body: native, latencyMs: 0 }, to, call)).toEqual(wanted)
})

test.each([
  ['amazon.rerank-v1:0', undefined],
  [COHERE, undefined],
  [
    'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v9',
    'The provided model identifier is invalid.',
  ],
  [
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
    'The provided model identifier is invalid.',
  ],
  [
    'not an arn',
    "1 validation error detected: Value 'not an arn' at 'rerankingConfiguration.bedrockRerankingConfiguration.modelConfiguration.modelArn' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?([a-z0-9.-]{1,63}){0,2}(([:][a-z0-9-]{1,63}){0,2})?(/[a-z0-9]{1,12})?$",
  ],
])('%s', (modelArn, message) => {
  expect(refusal('Rerank', { body: body(modelArn) })?.message).toBe(message)
})

test('documents are required', () => {
  expect(refusal('Rerank', { body: body(COHERE, { sources: [] }) })?.message).toBe(
    "1 validation error detected: Value at 'sources' failed to satisfy constraint: Member must have length greater than or equal to 1",
  )
})
