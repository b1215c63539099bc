import { expect, test } from 'vitest'
import { keptHeaders, redactedHeaders } from '../../../server/journal/kept-headers.ts'

test('keeps what decides an answer, and nothing that says who asked', () => {
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

test('shows what it kept without the secrets in it', () => {
  const kept = keptHeaders({ accept: 'application/json', 'anthropic-beta': 'AKIAIOSFODNN7EXAMPLE' })
  expect(redactedHeaders(kept)).toEqual({
    accept: 'application/json',
    'anthropic-beta': '[access key id]',
  })
})
