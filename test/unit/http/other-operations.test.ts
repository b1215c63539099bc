import { expect, test } from 'vitest'
import { operations, others } from '../../../server/bedrock/operations.ts'
import { findOther } from '../../../server/http/other-operations.ts'

const example = (path: string) => path.replaceAll(/\{(\w+)\}/g, 'a%2F$1')

test.each(others.map(({ name, method, path }) => [name, method, path] as const))(
  '%s is found by its path',
  (name, method, path) => {
    const match = findOther(method, example(path))
    expect(match?.row.operation.name).toBe(name)
    expect(match?.params).toEqual(
      Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, key]) => [key, `a/${key}`])),
    )
  },
)

test.each([
  ['PUT', '/custom-models'],
  ['GET', '/custom-models/'],
  ['GET', '/custom-models//'],
  ['GET', '/nothing'],
  ['GET', '/'],
])('%s %s is none of them', (method, path) => {
  expect(findOther(method, path)).toBeUndefined()
})

test('none of their paths has a route', () => {
  const patterns = operations.flatMap(({ method, path, alsoAt = [] }) =>
    [path, ...alsoAt].map((own) => [method, pattern(own)] as const),
  )
  const shared = others.filter(({ method, path }) =>
    patterns.some(([own, form]) => own === method && form.test(example(path))),
  )
  expect(shared).toEqual([])
})

const pattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
