import { describe, expect, test } from 'vitest'
import { sessionName, Sessions, slot } from '../../server/sessions.ts'

const signed = (key: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260102/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0`,
})
const nameOf = (headers: Record<string, string>) => sessionName((name) => headers[name])

describe('the session of a request', () => {
  test.each([
    [signed('test-1'), 'test-1'],
    [signed('AKIATEST'), 'AKIATEST'],
    [{}, 'default'],
    [{ authorization: 'Bearer bedrock-api-key-0001' }, 'default'],
    [{ 'x-bedrock-local-session': 'mine', ...signed('test-1') }, 'mine'],
    [{ 'x-bedrock-local-session': '', ...signed('test-1') }, 'test-1'],
  ])('%j is %s', (headers, name) => {
    expect(nameOf(headers)).toBe(name)
  })

  test.each(['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'])(
    'a real access key id %s names none, wherever it is',
    (key) => {
      expect(nameOf(signed(key))).toBe('default')
      expect(nameOf({ 'x-bedrock-local-session': key })).toBe('default')
    },
  )

  test('names are of bounded length', () => {
    expect(nameOf({ 'x-bedrock-local-session': 'x'.repeat(1_000) })).toHaveLength(128)
  })
})

describe('sessions', () => {
  const counter = slot(() => ({ count: 0 }))

  test('keep their values apart until they are reset', () => {
    const sessions = new Sessions()
    sessions.get('a').get(counter).count = 3
    expect(sessions.get('b').get(counter).count).toBe(0)
    sessions.reset('b')
    expect(sessions.get('a').get(counter).count).toBe(3)
    sessions.reset('a')
    expect(sessions.get('a').get(counter).count).toBe(0)
  })

  test('are reset together with what they share', () => {
    const sessions = new Sessions()
    sessions.get('a').get(counter).count = 1
    sessions.shared.get(counter).count = 1
    sessions.reset()
    expect([sessions.get('a').get(counter).count, sessions.shared.get(counter).count]).toEqual([
      0, 0,
    ])
  })

  test('are removed after a while without use', () => {
    const gone: string[] = []
    const sessions = new Sessions({ gone: (name) => gone.push(name) })
    sessions.get('old').usedAt -= 31 * 60_000
    sessions.get('new')
    sessions.expire()
    expect(gone).toEqual(['old'])
    expect(sessions.list().map(({ name }) => name)).toEqual(['new'])
  })

  test('are removed when there are too many: the oldest tenth, never all', () => {
    const gone: string[] = []
    const sessions = new Sessions({ max: 100, gone: (name) => gone.push(name) })
    for (let nth = 0; nth < 100; nth++) sessions.get(`session ${nth}`).usedAt = nth
    sessions.get('one more')
    expect(gone).toEqual(Array.from({ length: 10 }, (_, nth) => `session ${nth}`))
    expect(sessions.list()).toHaveLength(91)
  })

  test('are reported once when deleted', () => {
    const gone: string[] = []
    const sessions = new Sessions({ gone: (name) => gone.push(name) })
    sessions.get('a')
    expect([sessions.delete('a'), sessions.delete('a')]).toEqual([true, false])
    expect(gone).toEqual(['a'])
  })
})
