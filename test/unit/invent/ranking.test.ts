import { describe, expect, test } from 'vitest'
import { inventRanking } from '../../../server/invent/ranking.ts'

const documents = [
  'Carson City is the capital city of Nevada.',
  'The Northern Mariana Islands are a group of islands in the Pacific Ocean.',
  'Washington, D.C. is the capital of the United States.',
  'Lunch is served at noon.',
]
const query = 'What is the capital of the United States?'
const rank = (more = {}) => inventRanking({ kind: 'rank', query, documents, ...more }).results

describe('an invented ranking', () => {
  test('puts the documents that overlap most with the query first', () => {
    expect(
      rank()
        .map(({ index }) => index)
        .slice(0, 2),
    ).toEqual([2, 0])
  })

  test('gives each document a score between 0 and 1, highest first', () => {
    const scores = rank().map(({ score }) => score)
    expect(scores).toHaveLength(4)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    for (const score of scores) expect(score > 0 && score < 1).toBe(true)
  })

  test('returns no more than requested', () => {
    expect(rank({ top: 2 })).toHaveLength(2)
    expect(rank({ top: 9 })).toHaveLength(4)
  })

  test('handles queries and documents without words', () => {
    expect(rank({ query: '?', documents: ['', '!'] }).map(({ index }) => index)).toEqual([0, 1])
  })

  test('takes time linear in query plus documents, not in their product', () => {
    const words = (count: number, from: number): string =>
      Array.from({ length: count }, (_, nth) => `w${from + nth}`).join(' ')
    const long = words(3_000, 0)
    const many = Array.from({ length: 3_000 }, (_, nth) => words(30, nth * 30))
    const results = inventRanking({ kind: 'rank', query: long, documents: many }).results
    // Looking up 3,000 query words in 3,000 documents one by one would take 9 million look-ups.
    expect(results).toHaveLength(3_000)
    expect(results[0]?.index).toBeLessThan(100)
  })

  test('reads no more of a query than a model does', () => {
    const endless = `${query} ${'filler '.repeat(600_000)}`
    const [first] = inventRanking({ kind: 'rank', query: endless, documents }).results
    expect(first?.index).toBe(2)
  })
})
