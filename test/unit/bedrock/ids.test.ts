import { expect, test } from 'vitest'
import { createIds } from '../../../server/bedrock/ids.ts'

test('ids have their prefix, their length and the letters of their alphabet', () => {
  const ids = createIds(() => 'seed')
  expect(ids('msg_bdrk_', 52, 'base32')).toMatch(/^msg_bdrk_[a-z2-7]{52}$/)
  expect(ids('resp_', 52, 'base32')).toMatch(/^resp_[a-z2-7]{52}$/)
  expect(ids('', 9)).toMatch(/^[A-Za-z0-9]{9}$/)
  expect(ids('toolu_bdrk_01', 22)).toMatch(/^toolu_bdrk_01[A-Za-z0-9]{22}$/)
  expect(ids('', 32, 'uuid')).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
})

test('the same seed gives the same ids, without one twice', () => {
  const first = createIds(() => 'seed')
  const second = createIds(() => 'seed')
  const some = (ids: typeof first) => Array.from({ length: 50 }, () => ids('a-', 12))
  const all = some(first)
  expect(some(second)).toEqual(all)
  expect(new Set(all).size).toBe(50)
  expect(some(createIds(() => 'other'))).not.toEqual(all)
})

test('an id does not depend on the ids before it having been longer', () => {
  const [one, other] = [createIds(() => 'seed'), createIds(() => 'seed')]
  one('a-long-prefix-', 32, 'hex')
  other('', 32, 'hex')
  expect(one('x', 8, 'hex')).toBe(other('x', 8, 'hex'))
})
