import { describe, expect, test } from 'vitest'
import {
  bytes,
  dollars,
  duration,
  plural,
  shortModel,
  timeOfDay,
} from '../../../server/console/format.ts'

describe('numbers on the page', () => {
  test.each([
    [0.72, '0.7 ms'],
    [212.4, '212 ms'],
    [1_310, '1.31 s'],
    [125_000, '2 min 05 s'],
    [undefined, '–'],
  ])('%s ms is %s', (ms, text) => expect(duration(ms)).toBe(text))

  test.each([
    [0, '$0'],
    [0.00103, '$0.00103'],
    [0.0000103, '$0.0000103'],
    [0.0142, '$0.0142'],
    [1.2, '$1.20'],
    [undefined, 'Unknown'],
  ])('%s dollars are %s', (value, text) => expect(dollars(value)).toBe(text))

  test.each([
    [12, '12 B'],
    [2_048, '2.0 KB'],
    [86_016, '84 KB'],
    [5_242_880, '5.0 MB'],
  ])('%i bytes are %s', (size, text) => expect(bytes(size)).toBe(text))

  test('a time includes its date unless that is today’s', () => {
    const at = new Date(2026, 2, 7, 9, 4, 31).getTime()
    expect(timeOfDay(at, new Date(2026, 2, 7, 23, 59).getTime())).toBe('09:04')
    expect(timeOfDay(at, new Date(2026, 2, 8, 0, 1).getTime())).toBe('2026-03-07 09:04')
  })

  test('nouns agree with their number', () => {
    expect([plural(1, 'call'), plural(2, 'call'), plural(1_200, 'reply', 'replies')]).toEqual([
      '1 call',
      '2 calls',
      '1,200 replies',
    ])
  })

  test.each([
    ['amazon.nova-micro-v1:0', 'nova-micro'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', 'nova-lite'],
    ['openai.gpt-oss-20b-1:0', 'gpt-oss-20b-1:0'],
    ['x', 'x'],
  ])('%s is short for %s', (id, short) => expect(shortModel(id)).toBe(short))
})
