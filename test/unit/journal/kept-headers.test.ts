import { expect, test } from 'vitest'
import { keptHeaders, redactedHeaders } from '../../../server/journal/kept-headers.ts'

test('keeps headers that affect the answer, and nothing that identifies the caller', () => {
  expect(
    keptHeaders({
      authorization: 'Bearer secret',
      'x-amz-security-token': 'secret',
      cookie: 'secret',
      accept: '*/*',
      'x-amzn-bedrock-trace': 'ENABLED',
    }),
  ).toEqual({ accept: '*/*', 'x-amzn-bedrock-trace': 'ENABLED' })
})

test('shows the kept headers without the secrets in them', () => {
  const kept = keptHeaders({ accept: 'application/json', 'anthropic-beta': 'AKIAIOSFODNN7EXAMPLE' })
  expect(redactedHeaders(kept)).toEqual({
    accept: 'application/json',
    'anthropic-beta': '[access key id]',
  })
})
