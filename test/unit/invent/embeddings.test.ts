import { describe, expect, test } from 'vitest'
import { embed, inventEmbeddings } from '../../../server/invent/embeddings.ts'

const vector = (text: string, dimensions = 1024): number[] => embed({ text }, dimensions, true)
const length = (of: number[]): number => Math.hypot(...of)
const near = (a: string, b: string): number => {
  const other = vector(b)
  return vector(a).reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)
}

describe('invented vectors', () => {
  test.each([256, 384, 512, 1024, 1536, 3072])(
    'have %i dimensions and unit length',
    (dimensions) => {
      expect(vector('a cup of tea', dimensions)).toHaveLength(dimensions)
      expect(length(vector('a cup of tea', dimensions))).toBeCloseTo(1, 5)
    },
  )

  test('are longer if normalisation is off', () => {
    expect(length(embed({ text: 'a cup of tea' }, 256, false))).toBeGreaterThan(5)
  })

  test('never have zero length, even for empty text or punctuation', () => {
    for (const text of ['', '?!', '   ', '你好']) expect(length(vector(text))).toBeCloseTo(1, 5)
  })

  test('contain no integers, which typed clients would misread', () => {
    const texts = Array.from({ length: 1_000 }, (_, nth) => `text ${nth}`)
    expect(texts.filter((text) => vector(text, 3_072).some(Number.isInteger))).toEqual([])
    // The only component of a unit vector is 1 or -1.
    expect(Number.isInteger(vector('tea', 1)[0])).toBe(false)
  })

  test('are the same for the same text', () => {
    expect(vector('tea')).toEqual(vector('tea'))
    expect(vector('tea')).not.toEqual(vector('coffee'))
  })

  test.each([
    [
      'How do I reset my password?',
      'Resetting your password: open the settings and click reset',
      'Our cafeteria serves lunch at noon',
    ],
    ['The cat sat on the mat', 'Cats sitting on mats', 'Quarterly revenue grew by 5 percent'],
    [
      'What is the refund policy?',
      'Refunds are given within 30 days, says our policy',
      'The office is closed on Sundays',
    ],
  ])('of "%s" are closer to a related text than to another', (query, about, other) => {
    expect(near(query, about)).toBeGreaterThan(near(query, other) + 0.2)
  })

  test('of media depend on their bytes', () => {
    const of = (media: string) => embed({ media }, 256, true)
    expect(of('AAAA')).toEqual(of('AAAA'))
    expect(of('AAAA')).not.toEqual(of('AAAB'))
  })

  test('are one per input, with their token counts', () => {
    const reply = inventEmbeddings({
      kind: 'embed',
      inputs: [{ text: 'a' }, { text: 'b c' }],
      dimensions: 8,
      normalize: true,
      types: [],
    })
    expect(reply.vectors).toHaveLength(2)
    expect(reply.inputTokens).toBe(3)
  })
})
