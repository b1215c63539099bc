import { expect, test } from 'vitest'
import { Rings } from '../../../server/journal/rings.ts'

const item = (name: string, heldBytes = 0) => ({ name, heldBytes })
const names = (items: { name: string }[]) => items.map(({ name }) => name).join('')

test('keeps the newest of each session', () => {
  const rings = new Rings<ReturnType<typeof item>>({ size: 3, entryBytes: 0 })
  for (const name of 'abcde') rings.add('one', item(name))
  rings.add('two', item('x'))
  expect(names(rings.list('one'))).toBe('cde')
  expect(names(rings.list('two'))).toBe('x')
})

test('lists all sessions in order of arrival', () => {
  const rings = new Rings<ReturnType<typeof item>>({ size: 9, entryBytes: 0 })
  for (const [at, name] of Array.from('abcdef').entries())
    rings.add(at % 2 === 0 ? 'one' : 'two', item(name))
  expect(names(rings.list())).toBe('abcdef')
  expect(rings.count()).toBe(6)
  expect(rings.count('one')).toBe(3)
})

test('a busy session evicts nothing of a quiet one', () => {
  const rings = new Rings<ReturnType<typeof item>>({ size: 10, entryBytes: 0 })
  rings.add('quiet', item('q'))
  for (let nth = 0; nth < 1_000; nth++) rings.add('busy', item('b'))
  expect(names(rings.list('quiet'))).toBe('q')
  expect(rings.count('busy')).toBe(10)
})

test('all sessions together hold a bounded number of bytes, and the oldest go first', () => {
  const rings = new Rings<ReturnType<typeof item>>({ size: 10, entryBytes: 0 })
  const megabyte = 1024 * 1024
  for (let nth = 0; nth < 200; nth++) rings.add(`session ${nth}`, item(String(nth), megabyte))
  expect(rings.count()).toBeLessThanOrEqual(64)
  expect(rings.count()).toBeGreaterThan(50)
  expect(rings.list().at(-1)?.name).toBe('199')
  expect(rings.count('session 0')).toBe(0)
})

test('clears one session or all, and frees the memory', () => {
  const rings = new Rings<ReturnType<typeof item>>({ size: 100, entryBytes: 0 })
  const half = 40 * 1024 * 1024
  rings.add('one', item('a', half))
  rings.clear('one')
  rings.add('two', item('b', half))
  rings.add('two', item('c', 0))
  expect(names(rings.list())).toBe('bc')
  rings.clear()
  expect(rings.list()).toEqual([])
  rings.add('two', item('d', half))
  rings.add('two', item('e', 0))
  expect(names(rings.list())).toBe('de')
})

test('a size of 0 keeps nothing', () => {
  const rings = new Rings<ReturnType<typeof item>>({ size: 0, entryBytes: 0 })
  rings.add('one', item('a'))
  expect(rings.list()).toEqual([])
})

test('stays in order after it was partly cleared', () => {
  const rings = new Rings<ReturnType<typeof item>>({ size: 4, entryBytes: 16 * 1024 * 1024 })
  for (const name of 'abcdef') rings.add('one', item(name, 20 * 1024 * 1024))
  rings.add('one', item('g', 1))
  expect(names(rings.list('one'))).toMatch(/fg$/)
  expect('abcdefg').toContain(names(rings.list('one')))
})

test('reports removed and borrowed entries', () => {
  const events: string[] = []
  const telling = (name: string) => ({
    ...item(name),
    lend: () => events.push(`${name} lent`),
    leave: () => events.push(`${name} left`),
  })
  const rings = new Rings<ReturnType<typeof telling>>({ size: 2, entryBytes: 0 })
  for (const name of 'abc') rings.add('one', telling(name))
  rings.list()
  expect(events).toEqual(['a left', 'b lent', 'c lent'])
})
