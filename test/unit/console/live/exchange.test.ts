import { expect, test } from 'vitest'
import { deltaText, eventsOf } from '../../../../server/console/live/exchange.ts'

const of = (text: string, atMs = [1, 2]) =>
  eventsOf({ response: { text, bytes: 0, clipped: false }, atMs })

test('the events of Bedrock’s streams, of Anthropic’s and of OpenAI’s', () => {
  const text = [
    'contentBlockDelta {"delta":{"text":"a"}}',
    'content_block_delta {"delta":{"text":"b"}}',
    ' {"object":"chat.completion.chunk","choices":[{"delta":{"content":"c"}}]}',
    ' {"type":"response.output_text.delta","delta":"d"}',
    ' "[DONE]"',
  ].join('\n')
  const events = of(text)
  expect(events.map(({ type }) => type)).toEqual([
    'contentBlockDelta',
    'content_block_delta',
    'chat.completion.chunk',
    'response.output_text.delta',
    'data',
  ])
  expect(events.map(deltaText).join('')).toBe('abcd')
  expect(events.map(({ atMs }) => atMs)).toEqual([1, 2, 2, 2, 2])
})

test('a body that is no stream has none', () => {
  expect([of('{"a":1}'), of(''), of('<html>'), of('[1]')]).toEqual([[], [], [], []])
})
