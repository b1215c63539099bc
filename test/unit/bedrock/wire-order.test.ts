import { expect, test } from 'vitest'
import { alphabetical } from '../../../server/bedrock/wire-order.ts'

test('keys come in alphabetical order at every level, but for those of documents', () => {
  const wire = alphabetical({
    b: [{ d: 1, c: undefined, a: [{ z: 1, y: 2 }] }],
    a: { toolUse: { name: 'x', input: { z: 1, a: 2 } } },
  })
  expect(JSON.stringify(wire)).toBe(
    '{"a":{"toolUse":{"input":{"z":1,"a":2},"name":"x"}},"b":[{"a":[{"y":2,"z":1}],"d":1}]}',
  )
})

test('what is in order already is left as it is', () => {
  const wire = { a: [{ b: 1, c: null }], d: { input: { z: 1, a: 2 } } }
  expect(alphabetical(wire)).toBe(wire)
  expect(alphabetical([1, 'b', null])).toEqual([1, 'b', null])
})
