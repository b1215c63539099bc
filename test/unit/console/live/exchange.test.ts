import { expect, test } from 'vitest'
import { codeCallOf, streamedText, streamOf } from '../../../../server/console/live/exchange.ts'
import type { Detailed } from '../../../../server/console/live/exchange.ts'

const of = (text: string, events?: Detailed['events']) =>
  ({
    response: { text, bytes: 0, clipped: false },
    totalMs: 9,
    ...(events !== undefined && { events }),
  }) as Detailed

test('each event of a stream has its payload, which is a line of the response', () => {
  const exchange = of('messageStart {"role":"assistant"}\n {"delta":"a b"}', [
    { type: 'messageStart', atMs: 1, bytes: 20, text: '' },
    { type: 'data', atMs: 2, bytes: 15, text: 'a b' },
  ])
  expect(streamOf(exchange)?.events.map(({ payload }) => payload)).toEqual([
    '{"role":"assistant"}',
    '{"delta":"a b"}',
  ])
  expect(streamedText(exchange)).toBe('a b')
})

test('an answer that is not a stream has no events', () => {
  expect(streamOf(of('{"a":1}'))).toBeUndefined()
  expect(streamedText(of('{"a":1}'))).toBe('')
})

test('code for another API has the guardrail of the call, and no header of the client', () => {
  const exchange = {
    operation: 'ChatCompletions',
    model: { sent: 'openai.gpt-oss-20b-1:0' },
    region: 'us-east-1',
    request: { text: '{}', bytes: 2, clipped: false },
    http: {
      url: '/openai/v1/chat/completions',
      headers: { accept: 'application/json', 'x-amzn-bedrock-guardrailidentifier': 'abc' },
    },
  } as unknown as Detailed
  expect(codeCallOf(exchange, 'http://here')).toMatchObject({
    door: { path: '/openai/v1/chat/completions' },
    headers: { guardrailIdentifier: 'abc' },
  })
  expect(codeCallOf(exchange, 'http://here')?.headers).not.toHaveProperty('accept')
})
