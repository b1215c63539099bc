import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '../../../server/guardrails/evaluate.ts'
import { masked, maskedPieces } from '../../../server/guardrails/mask.ts'
import { finders } from '../../../server/guardrails/pii/index.ts'
import { anyString } from '../../support/characters.ts'
import { guardrail } from '../../support/guardrail.ts'

const everything = guardrail({
  wordPolicy: { words: [{ text: 'walrus', outputAction: 'NONE' }] },
  sensitiveInformationPolicy: {
    piiEntities: Object.keys(finders).map((type) => ({ type, action: 'ANONYMIZE' as const })),
    regexes: [{ name: 'Ticket', pattern: '(?:T|t)-[0-9]+', action: 'ANONYMIZE' }],
  },
})

const VALUES = [
  'a@b.com',
  'T-12',
  '4111 1111 1111 1111',
  'Rome',
  '10.0.0.1',
  '🌍',
  '\u{1F600}x',
  ' ',
  '\n',
  'é',
  '-',
]
const texts = fc
  .array(fc.oneof(fc.constantFrom(...VALUES), anyString(8)), {
    maxLength: 12,
  })
  .map((parts) => parts.join(' '))

const judge = (text: string) => evaluate(everything, { side: 'OUTPUT', texts: [text] })

test('a text changes only where something is found', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const {
        masks: [masks = []],
        action,
        findings,
      } = judge(text)
      expect(action === 'NONE').toBe(masks.length === 0)
      let at = 0
      let out = ''
      for (const { start, end, by } of masks) {
        expect(start).toBeGreaterThanOrEqual(at)
        expect(end).toBeGreaterThan(start)
        out += text.slice(at, start) + by
        at = end
      }
      expect(masked(text, masks)).toBe(out + text.slice(at))
      const { piiEntities = [], regexes = [] } = findings.sensitiveInformationPolicy ?? {}
      expect(masks).toHaveLength(piiEntities.length + regexes.length)
      for (const { match } of [...piiEntities, ...regexes]) expect(text).toContain(match)
    }),
  )
})

test('the chunks of a stream make no difference', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(40), { maxLength: 9 }), (text, cuts) => {
      const ends = [...new Set(cuts.filter((cut) => cut < text.length))].toSorted((a, b) => a - b)
      const pieces = [0, ...ends].map((from, nth) => text.slice(from, ends[nth] ?? text.length))
      const {
        masks: [masks = []],
      } = judge(text)
      expect(maskedPieces(pieces, masks).join('')).toBe(masked(text, masks))
    }),
  )
})

test('of overlapping matches the longer one is masked; a blocking one always counts', () => {
  const { masks, action } = evaluate(
    guardrail({
      sensitiveInformationPolicy: {
        piiEntities: [{ type: 'EMAIL', action: 'ANONYMIZE' }],
        regexes: [
          { name: 'Local', pattern: 'jane', action: 'ANONYMIZE' },
          { name: 'Wide', pattern: 'to jane@example.com today', action: 'ANONYMIZE' },
        ],
      },
    }),
    { side: 'OUTPUT', texts: ['Write to jane@example.com today'] },
  )
  expect(action).toBe('MASKED')
  expect(masks).toEqual([[{ start: 6, end: 31, by: '{Wide}' }]])
})
