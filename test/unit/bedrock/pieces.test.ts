import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cut } from '../../../server/bedrock/pieces.ts'
import { countText } from '../../../server/tokens/token-count.ts'
import { anyString } from '../../support/characters.ts'

const GRAINS = ['token', 'words', 'large'] as const
const TEXT =
  'The capital of France is Paris, and it has been for a very long time.\n\nAsk again tomorrow.'
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })

describe('the pieces of a stream', () => {
  test.each(GRAINS)('join to the text (%s)', (grain) => {
    fc.assert(
      fc.property(anyString(), (text) => {
        expect(cut(text, grain).join('')).toBe(text)
      }),
    )
  })

  test('never split a grapheme cluster', () => {
    const clusters = ['👩‍👩‍👧', '👍🏽', '🇫🇷', 'é', 'ก็', '한', '\r\n', '❤️', 'a', ' ', '字', 'ж']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...clusters), { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        const starts = new Set(Array.from(segments.segment(text), ({ index }) => index))
        let at = 0
        for (const piece of cut(text, 'token')) {
          expect(starts.has(at)).toBe(true)
          at += piece.length
        }
      }),
    )
  })

  test('are one token each for families that stream tokens', () => {
    const pieces = cut(TEXT, 'token')
    expect(pieces).toHaveLength(countText(TEXT))
    expect(pieces.slice(0, 4)).toEqual(['The', ' capital', ' of', ' France'])
  })

  test('are one to eight words for Claude and Nova, and few for Titan', () => {
    for (const piece of cut(TEXT, 'words')) expect(countText(piece)).toBeLessThanOrEqual(8)
    expect(cut(TEXT, 'words').length).toBeGreaterThan(3)
    expect(cut(TEXT, 'large')).toEqual([TEXT])
  })
})
