import { expect, test } from 'vitest'
import { spaced } from '../../../../server/dialects/parts/spaced-json.ts'

test('JSON with a space after each colon and comma outside strings', () => {
  const value = { a: [1, 'b,c:d', null], e: { f: true }, 'g"': {}, h: [] }
  expect(spaced(value)).toBe('{"a": [1, "b,c:d", null], "e": {"f": true}, "g\\"": {}, "h": []}')
  expect(JSON.parse(spaced(value))).toEqual(value)
})
