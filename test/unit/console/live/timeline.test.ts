import { describe, expect, test } from 'vitest'
import type { StreamEvent } from '../../../../server/journal/events.ts'
import { linesOf, textUntil } from '../../../../server/console/live/timeline.ts'

const event = (type: string, atMs: number, text = ''): StreamEvent => ({
  type,
  atMs,
  bytes: text.length,
  text,
})
const delta = (text: string, atMs: number) => event('contentBlockDelta', atMs, text)

const events: readonly StreamEvent[] = [
  event('messageStart', 5),
  delta('Once ', 10),
  delta('upon ', 20),
  delta('a time', 1_500),
  event('messageStop', 1_510),
]

describe('a timeline', () => {
  test('folds the deltas of Anthropic and OpenAI too, and joins words of reasoning', () => {
    const words = ['<reasoning>a</reasoning>', '<reasoning> b</reasoning>', ' c']
    const chunks = words.map((text, at) => event('chat.completion.chunk', at, text))
    const pieces = words.map((text, at) => event('content_block_delta', 5 + at, text))
    expect(linesOf([...chunks, ...pieces]).map(({ count }) => count)).toEqual([3, 3])
    expect(textUntil(chunks, 2)).toBe('<reasoning>a b</reasoning> c')
  })

  test('folds consecutive deltas, up to a stall', () => {
    expect(
      linesOf(events).map(({ type, first, count, fromMs, toMs, stalled }) => [
        type,
        first,
        count,
        fromMs,
        toMs,
        stalled,
      ]),
    ).toEqual([
      ['messageStart', 0, 1, 5, 5, false],
      ['contentBlockDelta', 1, 2, 10, 20, false],
      ['contentBlockDelta', 3, 1, 1_500, 1_500, true],
      ['messageStop', 4, 1, 1_510, 1_510, false],
    ])
    expect(linesOf(events, false)).toHaveLength(5)
  })

  test('returns the text up to an event', () => {
    expect(textUntil(events, 0)).toBe('')
    expect(textUntil(events, 2)).toBe('Once upon ')
    expect(textUntil(events, 4)).toBe('Once upon a time')
  })

  test('of five thousand events is built at once', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => delta('x', at))
    const before = performance.now()
    expect(linesOf(many)).toHaveLength(1)
    expect(performance.now() - before).toBeLessThan(500)
  })
})
