import { describe, expect, test } from 'vitest'
import { href, parseRoute } from '../../../server/console/route.ts'

describe('an address', () => {
  test('is read as it was written', () => {
    const to = href(['models', 'arn:aws:x/y z'], { q: 'a&b=c', empty: '', none: undefined })
    expect(to).toBe('#/models/arn:aws:x%2Fy%20z?q=a%26b%3Dc')
    const { path, query } = parseRoute(to)
    expect(path).toEqual(['models', 'arn:aws:x/y z'])
    expect([...query]).toEqual([['q', 'a&b=c']])
  })

  test.each(['', '#', '#/', '/'])('%j is the start', (hash) => {
    expect(parseRoute(hash).path).toEqual([])
  })

  test('that cannot be decoded is taken as it is', () => {
    expect(parseRoute('#/live/%E0%A4%A').path).toEqual(['live', '%E0%A4%A'])
  })
})
