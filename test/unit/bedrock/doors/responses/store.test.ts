import { expect, test } from 'vitest'
import { StoredResponses } from '../../../../../server/bedrock/doors/responses/store.ts'

const stored = (bytes: number, ...ids: string[]) => ({
  response: {},
  input: [],
  items: ids.map((id) => ({ id })),
  bytes,
})

test('the oldest responses make room for new ones', () => {
  const all = new StoredResponses()
  for (const id of ['a', 'b', 'c']) all.add(id, stored(15 * 1024 * 1024, `item_${id}`))
  expect([all.get('a'), all.item('item_a')]).toEqual([undefined, undefined])
  expect(all.item('item_b')).toEqual({ id: 'item_b' })
  for (let nth = 0; nth < 1200; nth++) all.add(`r${nth}`, stored(1))
  expect(all.get('c')).toBeUndefined()
  expect(all.get('r199')).toBeUndefined()
  expect(all.get('r200')).toBeDefined()
})

test('a deleted response frees its memory', () => {
  const all = new StoredResponses()
  for (let nth = 0; nth < 10; nth++) {
    all.add('a', stored(30 * 1024 * 1024))
    expect(all.delete('a')).toBe(true)
  }
  expect(all.delete('a')).toBe(false)
  all.add('b', stored(1))
  all.add('c', stored(1))
  expect(all.get('b')).toBeDefined()
})

test('of two responses with the same id, the newer is found, and both are deleted', () => {
  const all = new StoredResponses()
  for (const id of ['older', 'newer']) all.add('a', { ...stored(1), response: { id } })
  expect(all.get('a')?.response).toEqual({ id: 'newer' })
  expect(all.delete('a')).toBe(true)
  expect(all.get('a')).toBeUndefined()
})

test('a deleted response makes no room when its turn comes', () => {
  const all = new StoredResponses()
  for (let nth = 0; nth < 1000; nth++) all.add(`r${nth}`, stored(1))
  all.delete('r1')
  all.add('new', stored(1))
  expect([all.get('r0'), all.get('r1'), all.get('r2')]).toEqual([undefined, undefined, stored(1)])
  for (let nth = 0; nth < 2500; nth++) all.add(`s${nth}`, stored(30_000))
  expect([all.get('new'), all.get('s1499')]).toEqual([undefined, undefined])
  expect([all.get('s1500'), all.get('s2499')]).toEqual([stored(30_000), stored(30_000)])
})
