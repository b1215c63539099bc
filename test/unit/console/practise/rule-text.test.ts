import { expect, test } from 'vitest'
import { contextIn } from '../../../../server/console/practise/policy-examples.ts'
import {
  at,
  errorAt,
  put,
  putError,
  readRule,
} from '../../../../server/console/practise/rule-text.ts'

test('a member is set, read, and removed with the objects it leaves empty', () => {
  const rule = put({ error: 'ThrottlingException' }, ['match', 'model'], 'amazon.*')
  expect(rule).toEqual({ error: 'ThrottlingException', match: { model: 'amazon.*' } })
  expect(at(rule, ['match', 'model'])).toBe('amazon.*')
  expect(at(rule, ['error', 'type'])).toBeUndefined()
  expect(put(rule, ['match', 'model'], undefined)).toEqual({ error: 'ThrottlingException' })
})

test('an error is its name until it has more members', () => {
  const named = putError({}, 'type', 'ModelErrorException')
  expect(named).toEqual({ error: 'ModelErrorException' })
  const more = putError(named, 'message', 'Slow')
  expect(more).toEqual({ error: { type: 'ModelErrorException', message: 'Slow' } })
  expect([errorAt(named, 'type'), errorAt(more, 'type')]).toEqual([
    'ModelErrorException',
    'ModelErrorException',
  ])
  expect(putError(more, 'message', undefined)).toEqual(named)
  expect(putError(named, 'type', undefined)).toEqual({})
})

test('only the JSON of an object is a rule', () => {
  expect([readRule('{"a":1}'), readRule('[1]'), readRule('{')]).toEqual([
    { a: 1 },
    undefined,
    undefined,
  ])
})

test('a repeated condition key has several values', () => {
  expect(contextIn('a=1\n\nb = x=y\na=2\nnothing')).toEqual({ a: ['1', '2'], b: ['x=y'] })
})
