import { expect, test } from 'vitest'
import { check } from '../../../server/shape/check.ts'
import { member, object, string } from '../../../server/shape/shape.ts'

const two = { limit: member(string, 'How many.'), view: member(string, 'How.') }

test.each([
  [{ limt: 'x' }, two, 'query.limt is unknown; did you mean "limit"?'],
  [{ x: 1 }, two, 'query.x is unknown; expected one of limit, view'],
  [{ x: 1 }, {}, 'query.x is unknown; nothing is expected here'],
])('%j with %j: %s', (value, members, message) => {
  expect(check(value, object(members), ['query'])).toMatchObject([{ message }])
})
