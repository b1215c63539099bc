import { expect, test } from 'vitest'
import { alphabetical } from '../../../server/bedrock/wire-order.ts'

test('keys are in alphabetical order at every level, except in documents', () => {
  const wire = alphabetical({
    b: [{ d: 1, c: undefined, a: [{ z: 1, y: 2 }] }],
    a: { toolUse: { name: 'x', input: { z: 1, a: 2 } } },
  })
  expect(JSON.stringify(wire)).toBe(
    '{"a":{"toolUse":{"input":{"z":1,"a":2},"name":"x"}},"b":[{"a":[{"y":2,"z":1}],"d":1}]}',
  )
})

test('ordered values are returned as they are', () => {
  const wire = { a: [{ b: 1, c: null }], d: { input: { z: 1, a: 2 } } }
  expect(alphabetical(wire)).toBe(wire)
  expect(alphabetical([1, 'b', null])).toEqual([1, 'b', null])
})
