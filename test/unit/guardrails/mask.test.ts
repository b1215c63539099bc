import fc from 'fast-check'
import { expect, test } from 'vitest'
import { masked, maskedPieces } from '../../../server/guardrails/mask.ts'
import type { Mask } from '../../../server/guardrails/mask.ts'
import { withoutOverlaps } from '../../../server/guardrails/spans.ts'

test('a value split over five chunks is masked where it begins', () => {
  const pieces = ['Mail ', 'jane', '@', 'exa', 'mple', '.com now', '.']
  expect(maskedPieces(pieces, [{ start: 5, end: 21, by: '{EMAIL}' }])).toEqual([
    'Mail ',
    '{EMAIL}',
    '',
    '',
    '',
    ' now',
    '.',
  ])
})

const cases = fc
  .tuple(
    fc.array(fc.string({ maxLength: 6 }), { maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 9 })), { maxLength: 6 }),
  )
  .map(([pieces, raw]) => {
    const text = pieces.join('')
    const masks: Mask[] = withoutOverlaps(
      raw
        .map(([start, length], at) => ({ start, end: start + length, by: `{M${at}}` }))
        .filter(({ end }) => end <= text.length),
    )
    return { pieces, text, masks }
  })

test('masking changes nothing but the matches, however the text is chunked', () => {
  fc.assert(
    fc.property(cases, ({ pieces, text, masks }) => {
      const whole = masked(text, masks)
      const out = maskedPieces(pieces, masks)
      expect(out.join('')).toBe(whole)
      expect(out).toHaveLength(pieces.length)
      let rest = whole
      let at = 0
      for (const { start, end, by } of masks) {
        expect(rest.startsWith(text.slice(at, start) + by)).toBe(true)
        rest = rest.slice(start - at + by.length)
        at = end
      }
      expect(rest).toBe(text.slice(at))
    }),
  )
})

test('remaining spans are in order and do not overlap', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 12 }))), (raw) => {
      const kept = withoutOverlaps(raw.map(([start, length]) => ({ start, end: start + length })))
      for (const [at, span] of kept.entries())
        expect(span.start).toBeGreaterThanOrEqual(kept[at - 1]?.end ?? 0)
    }),
  )
})
