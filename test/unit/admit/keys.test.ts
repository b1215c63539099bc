import { afterEach, expect, test, vi } from 'vitest'
import type { JsonObject } from '../../../server/json.ts'
import { readKeys } from '../../../server/admit/keys.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('access keys and bearer keys, each with its owner', () => {
  const { access, bearer } = readKeys({
    accessKeys: { AKIDANNA: { secretAccessKey: 's', sessionToken: 't', user: 'anna' } },
    bearerKeys: { ABSKx: { role: 'reader' } },
  })
  expect(access.get('AKIDANNA')).toEqual({
    accessKeyId: 'AKIDANNA',
    secretAccessKey: 's',
    sessionToken: 't',
    user: 'anna',
    expired: false,
  })
  expect(bearer.get('ABSKx')).toEqual({ key: 'ABSKx', role: 'reader', expired: false })
})

test('a key expires while the server runs', () => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') })
  const expires = '2026-01-01T00:00:01Z'
  const key = readKeys({ accessKeys: { A: { secretAccessKey: 's', expires } } }).access.get('A')
  expect(key?.expired).toBe(false)
  vi.setSystemTime(Date.parse(expires))
  expect(key?.expired).toBe(true)
})

const access = (entry: unknown) => ({ accessKeys: { AKIA2E0A8F3B28EXAMPLE: entry } }) as JsonObject
const bearer = (key: string, entry: unknown) => ({ bearerKeys: { [key]: entry } }) as JsonObject

// prettier-ignore
const refused: [JsonObject, string][] = [
  [{ keys: {} }, 'keys allows accessKeys, bearerKeys; member 1 is unknown'],
  [{ accessKeys: [] }, 'keys.accessKeys must be an object, by key'],
  [access('secret'), 'keys.accessKeys, entry 1, must be an object'],
  [access({}), 'keys.accessKeys, entry 1, needs a secretAccessKey'],
  [access({ secretAccessKey: 5 }), 'keys.accessKeys, entry 1, has a secretAccessKey that is not a string'],
  [access({ secretAccessKey: 's', secret: 's' }), 'member 2 is unknown'],
  [access({ secretAccessKey: 's', expires: 'soon' }), 'has an expires that is not a time such as 2026-12-31T00:00:00Z'],
  [access({ secretAccessKey: 's', role: 'a b' }), 'has a role that is not a valid IAM name'],
  [{ accessKeys: { 'a/b': { secretAccessKey: 's' } } }, 'has an access key id with characters other than letters, digits, _, . and -'],
  [bearer('sk-123', {}), 'keys.bearerKeys, entry 1, has a key that starts with neither ABSK nor bedrock-api-key-'],
  [bearer('ABSKx', { secretAccessKey: 's' }), 'keys.bearerKeys, entry 1, allows expires, user, role; member 1 is unknown'],
]

test.each(refused)('%j is rejected', (keys, says) => {
  expect(() => readKeys(keys)).toThrow(says)
})

test('rejected values are not shown', () => {
  const refusal = (keys: JsonObject) => {
    try {
      readKeys(keys)
    } catch (error) {
      return String(error)
    }
    throw new Error('not refused')
  }
  expect(refusal(access({ secretAccessKey: ['hush'] }))).not.toMatch(/hush|AKIA/)
  expect(refusal(bearer('sk-hush', {}))).not.toMatch(/hush/)
})
