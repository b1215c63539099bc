import { describe, expect, test } from 'vitest'
import type { StreamEvent } from '../../../../server/console/live/exchange.ts'
import { linesOf, textUntil } from '../../../../server/console/live/timeline.ts'

const delta = (text: string, atMs: number): StreamEvent => ({
  type: 'contentBlockDelta',
  payload: JSON.stringify({ delta: { text } }),
  atMs,
})

const events: readonly StreamEvent[] = [
  { type: 'messageStart', payload: '{}', atMs: 5 },
  delta('Once ', 10),
  delta('upon ', 20),
  delta('a time', 1_500),
  { type: 'messageStop', payload: '{}', atMs: 1_510 },
]

describe('a timeline', () => {
  test('folds the deltas of Anthropic and OpenAI too, and joins words of reasoning', () => {
    const of = (type: string, payload: object, atMs: number): StreamEvent => ({
      type,
      payload: JSON.stringify(payload),
      atMs,
    })
    const words = ['<reasoning>a</reasoning>', '<reasoning> b</reasoning>', ' c']
    const chunks = words.map((content, at) =>
      of('chat.completion.chunk', { choices: [{ delta: { content } }] }, at),
    )
    const pieces = words.map((text, at) => of('content_block_delta', { delta: { text } }, 5 + at))
    expect(linesOf([...chunks, ...pieces]).map(({ count }) => count)).toEqual([3, 3])
    expect(textUntil(chunks, 2)).toBe('<reasoning>a b</reasoning> c')
  })

  test('folds deltas that follow each other, up to a stall', () => {
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

  test('tells the text up to an event', () => {
    expect(textUntil(events, 0)).toBe('')
    expect(textUntil(events, 2)).toBe('Once upon ')
    expect(textUntil(events, 4)).toBe('Once upon a time')
  })

  test('of five thousand events is made at once', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => delta('x', at))
    const before = performance.now()
    expect(linesOf(many)).toHaveLength(1)
    expect(performance.now() - before).toBeLessThan(500)
  })
})
