import { expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/llama.ts'
import { targetOf } from '../../../support/dialect-target.ts'

test('an answer of the wrong kind is reported instead of written', () => {
  const to = targetOf(dialect, 'meta.llama3-8b-instruct-v1:0', { prompt: 'Hi' })
  expect(() => dialect.body({ kind: 'images', images: [], latencyMs: 0 }, to)).toThrow(
    'This model answers with message, but the answer found for it is one of images.',
  )
})
