import { afterEach, describe, expect, test } from 'vitest'
import { href, parseRoute, route, session } from '../../../server/console/route.ts'

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

  test('that cannot be decoded is used as it is', () => {
    expect(parseRoute('#/live/%E0%A4%A').path).toEqual(['live', '%E0%A4%A'])
  })
})

describe('the session of an address', () => {
  const at = (hash: string) => {
    route.value = parseRoute(hash)
    return session.value
  }
  afterEach(() => void at(''))

  test('stays in every link until another is chosen', () => {
    expect(at('#/status?session=a%26b')).toBe('a&b')
    expect(href(['live'], { id: '7c1e' })).toBe('#/live?id=7c1e&session=a%26b')
    expect(href([])).toBe('#/?session=a%26b')
    expect(href(['live'], { session: 'other' })).toBe('#/live?session=other')
    expect(href(['live'], { session: undefined })).toBe('#/live')
  })

  test.each(['#/live', '#/live?session=', '#/live?session=*'])('%s means all sessions', (hash) => {
    expect(at(hash)).toBeUndefined()
  })

  test('is truncated where the server truncates it, so that both mean the same one', () => {
    expect(at(`#/live?session=${'x'.repeat(1_000)}`)).toBe('x'.repeat(128))
  })
})
