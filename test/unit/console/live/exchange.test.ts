import { expect, test } from 'vitest'
import { streamedText, streamOf } from '../../../../server/console/live/exchange.ts'
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

test('an answer that is no stream has no events', () => {
  expect(streamOf(of('{"a":1}'))).toBeUndefined()
  expect(streamedText(of('{"a":1}'))).toBe('')
})
