import { expect, test } from 'vitest'
import { keptHeaders } from '../../../server/journal/kept-headers.ts'

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
