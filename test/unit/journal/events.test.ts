import { expect, test } from 'vitest'
import { eventsOf } from '../../../server/journal/events.ts'

const of = (text: string, atMs = [1, 2]) =>
  eventsOf({ response: { text, bytes: 0, clipped: false }, atMs })

test('lists the events of Bedrock’s, Anthropic’s and OpenAI’s streams', () => {
  const lines = [
    'contentBlockDelta {"delta":{"text":"ä"}}',
    'content_block_delta {"delta":{"text":"b"}}',
    ' {"object":"chat.completion.chunk","choices":[{"delta":{"content":"c"}}]}',
    ' {"type":"response.output_text.delta","delta":"d"}',
    'chunk {"outputText":"e"}',
    'chunk {"generation":"f"}',
    ' "[DONE]"',
  ]
  const events = of(lines.join('\n')) ?? []
  expect(events.map(({ type }) => type)).toEqual([
    'contentBlockDelta',
    'content_block_delta',
    'chat.completion.chunk',
    'response.output_text.delta',
    'chunk',
    'chunk',
    'data',
  ])
  expect(events.map(({ text }) => text).join('')).toBe('äbcdef')
  expect(events.map(({ atMs }) => atMs)).toEqual([1, 2, 2, 2, 2, 2, 2])
  expect(events[0]?.bytes).toBe('{"delta":{"text":"a"}}'.length + 1)
})

test('events with members of other types add no text', () => {
  const events = of('a {"delta":{"text":1}}\nb {"choices":[null]}\nc {"choices":{}}\nd [1]') ?? []
  expect(events.map(({ text }) => text)).toEqual(['', '', '', ''])
})

test('a body that is not a stream has no events', () => {
  expect([of('{"a":1}'), of(''), of('<html>'), of('[1]')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
