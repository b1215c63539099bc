import { expect, test } from 'vitest'
import { Losses } from '../../../server/workers/losses.ts'

test('a loss affects every session until its journal is cleared', () => {
  const losses = new Losses()
  expect(losses.of(undefined)).toEqual([])
  losses.add('first')
  losses.clear('a')
  losses.add('second')
  expect(losses.of('a')).toEqual(['second'])
  expect(losses.of('b')).toEqual(['first', 'second'])
  losses.clear('a')
  expect(losses.of('a')).toEqual([])
  expect(losses.of(undefined)).toEqual(['first', 'second'])
  losses.clear(undefined)
  expect(losses.of('b')).toEqual([])
})
