import { expect, test } from 'vitest'
import { admitsTrouble, isCrash, isHttpFailure, shownPart } from '../../../server/drill/signals.ts'

test.each([
  ['Rivers begin', 'Rivers begin in the hills.', false],
  ['Rivers begin (incomplete)', 'Rivers begin in the hills.', true],
  ['stop reason: max_tokens', 'stop reason: end_turn', true],
  ['{"reply":"Rivers","complete":false}', '{"reply":"Rivers","complete":true}', true],
  [String.raw`{"body":"{\"complete\":false}"}`, '', true],
  ['0 errors, Rivers', '0 errors, Rivers begin', false],
  ['Request timed out', '', true],
])('%j after %j signals a failure: %j', (output, plain, expected) => {
  expect(admitsTrouble(output, plain)).toBe(expected)
})

test('the response of a handler signals a failure, unless it always does', () => {
  const failed = '{ "statusCode": 502, "body": "" }'
  expect(isHttpFailure(failed, '{"statusCode":200}')).toBe(true)
  expect(isHttpFailure(failed, failed)).toBe(false)
  expect(isHttpFailure('{"statusCode":200}', '')).toBe(false)
})

test('a stack trace indicates a crash', () => {
  expect(isCrash("TypeError: Cannot read properties of undefined (reading 'text')", '')).toBe(true)
  expect(isCrash('IndexError: list index out of range', '')).toBe(true)
  expect(isCrash('ThrottlingException: Too many requests', '')).toBe(false)
})

test.each([
  ['Rivers begin', 'Rivers begin in the hills.', 'Rivers begin'],
  ['nothing', 'Rivers begin in the hills.', ''],
  [String.raw`{"reply":"a \"b\""}`, String.raw`{"reply":"a \"b\" c"}`, 'a "b"'],
  [
    JSON.stringify({ body: JSON.stringify({ reply: 'a "b"' }) }),
    JSON.stringify({ body: JSON.stringify({ reply: 'a "b" c' }) }),
    'a "b"',
  ],
  ['Rivers begin', 'something else', undefined],
])('%j of the text appears after %j: %j', (output, plain, expected) => {
  const text = plain.startsWith('Rivers') ? 'Rivers begin in the hills.' : 'a "b" c'
  expect(shownPart(text, output, plain)).toBe(expected)
})
