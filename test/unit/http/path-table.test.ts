import { expect, test } from 'vitest'
import { MAX_PARAMETER, pathOf, PathTable } from '../../../server/http/path-table.ts'

const table = new PathTable([
  { method: 'GET', path: '/models/{id}' },
  { method: 'PUT', path: '/models/{id}' },
  { method: 'GET', path: '/models/newest' },
  { method: 'GET', path: '/models/{id}/tags/{tag}' },
])

test('reads the variables of a path, decoded', () => {
  expect(table.find('GET', '/models/a%2Fb/tags/c%20d')).toEqual({
    row: { method: 'GET', path: '/models/{id}/tags/{tag}' },
    params: { id: 'a/b', tag: 'c d' },
  })
})

test('a literal segment takes precedence over a variable one', () => {
  expect(table.find('GET', '/models/newest')?.row.path).toBe('/models/newest')
  expect(table.find('PUT', '/models/newest')?.row.path).toBe('/models/{id}')
})

test.each(['/models', '/models/', '/models//tags/a', '/models/a/', '/'])(
  '%s has no row',
  (path) => {
    expect(table.find('GET', path)).toBeUndefined()
    expect(table.methodsAt(path)).toEqual([])
  },
)

test('knows the methods of a path', () => {
  expect(table.find('DELETE', '/models/a')).toBeUndefined()
  expect(table.methodsAt('/models/a')).toEqual(['GET', 'PUT'])
})

test.each([
  ['/models/%zz', 'FST_ERR_BAD_URL'],
  ['/models/%C0', 'FST_ERR_BAD_URL'],
  [`/models/${'x'.repeat(MAX_PARAMETER + 1)}`, 'FST_ERR_MAX_PARAM_LENGTH'],
])('%s is not valid', (path, code) => {
  expect(() => table.find('GET', path)).toThrow(expect.objectContaining({ code }))
})

test.each([
  ['/models/a?b=c', '/models/a'],
  ['/models/a#b', '/models/a'],
  ['http://127.0.0.1:4577/models/a%2Fb?c', '/models/a%2Fb'],
  ['https://localhost', ''],
  ['https://localhost?b', ''],
])('the path of %s is %j', (url, path) => {
  expect(pathOf(url)).toBe(path)
})
