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

test('a response that is deleted gives back its room', () => {
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
